// When the interfaces of a device changed. The kernel tells of such a change, and finishes some of it, in workers of
// ordinary priority: a device that waits for an interface to be up waits for them, too, whatever priority it has
// itself.
#pragma once

#include <expected>
#include <string>
#include <vector>

#include "harness/error.hpp"
#include "harness/lab/real_time/file_descriptor.hpp"
#include "model/time.hpp"

namespace vrrpspec::harness {

class LinkNews {
 public:
  /// Hears of the interfaces of a namespace.
  static std::expected<LinkNews, Error> open(const std::string& name_space);

  /// Readable when there is news.
  [[nodiscard]] int descriptor() const { return socket_.get(); }
  /// Takes note of what has been told by `now`.
  void look(Instant now);
  /// Whether something was told of in the window, which ends with the last look or before.
  [[nodiscard]] bool any(Instant from, Instant to) const;

 private:
  explicit LinkNews(FileDescriptor socket) : socket_{std::move(socket)} {}

  FileDescriptor socket_;
  std::vector<Instant> heard_;  ///< in the order of time
};

}  // namespace vrrpspec::harness
