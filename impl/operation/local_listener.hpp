// A listening local stream socket with a file of its own: nobody else's socket is taken away, and a file that a killed
// daemon left is replaced.
#pragma once

#include <sys/types.h>

#include <expected>
#include <filesystem>
#include <optional>

#include "impl/descriptor.hpp"
#include "impl/error.hpp"

namespace vrrpspec::impl {

class LocalListener {
 public:
  /// Mode 0600, or 0660 for a group. A socket file that nobody listens at is replaced; an error when somebody does, or
  /// when the path is something else, too long, or in a folder that is not there. A lock beside the file (`.lock`)
  /// settles which of two that start at once may listen.
  static std::expected<LocalListener, Error> open(const std::filesystem::path& path, std::optional<gid_t> group);
  LocalListener(LocalListener&&) noexcept = default;
  LocalListener& operator=(LocalListener&&) = delete;
  /// Removes both files; the socket's only if it is still this one.
  ~LocalListener();

  /// Does not block. Stays the listener's.
  [[nodiscard]] int descriptor() const { return socket_.number(); }

 private:
  LocalListener(std::filesystem::path path, Descriptor lock, Descriptor socket, ino_t inode);
  std::filesystem::path path_;
  Descriptor lock_;
  Descriptor socket_;
  ino_t inode_;
};

/// Connects to a local stream socket; does not block while data is exchanged. The error says what to do.
std::expected<Descriptor, Error> connect_local(const std::filesystem::path& path);

}  // namespace vrrpspec::impl
