// The undo record as a file of JSON. Replaced as a whole by a rename, so that no reader and no death sees half of it.
#pragma once

#include <expected>
#include <filesystem>
#include <string>
#include <vector>

#include "impl/error.hpp"
#include "impl/kernel/netlink.hpp"

namespace vrrpspec::impl {

/// An interface by both its names: it is searched by name, and by index where the name is gone.
struct InterfaceReference {
  int index{0};
  std::string name;
  friend bool operator==(const InterfaceReference&, const InterfaceReference&) = default;
};

/// What one virtual router took from its interface.
struct Taken {
  std::string taker;  ///< the name of its macvlan
  InterfaceReference from;
  std::vector<AddressImage> addresses;
  std::vector<RouteImage> routes;  ///< that the kernel drops with the addresses
};

/// An address that the daemon put on an interface which is not its own.
struct Lent {
  InterfaceReference to;
  InterfaceAddress address;
  friend bool operator==(const Lent&, const Lent&) = default;
};

/// A setting that the daemon raised.
struct Raised {
  std::string path;  ///< below /proc/sys
  std::string before;
  std::string now;
  int interface_index{0};  ///< whose setting it is
  unsigned users{0};
};

struct UndoContents {
  std::vector<Raised> raised;
  std::vector<Taken> taken;
  std::vector<Lent> lent;
};

/// No file: empty contents. A file that does not read: an error that names it and says what to do.
std::expected<UndoContents, Error> read_undo_file(const std::filesystem::path& file);
/// Empty contents: no file.
std::expected<void, Error> write_undo_file(const std::filesystem::path& file, const UndoContents& contents);

}  // namespace vrrpspec::impl
