// The daemon's ears for adverts on one interface: a listener in each family that a virtual router there speaks.
#pragma once

#include <array>
#include <cstddef>
#include <functional>
#include <optional>
#include <span>

#include "impl/daemon/watch.hpp"
#include "impl/socket/sockets.hpp"

namespace vrrpspec::impl {

class Port {
 public:
  struct Upcalls {
    std::function<void(int interface_index, const VrrpDatagram&)> on_datagram;
    std::function<void()> on_activity;  ///< after each batch
  };

  Port(boost::asio::io_context& loop, int interface_index, Upcalls upcalls);
  /// Its watches refer to where it is.
  Port(const Port&) = delete;
  Port& operator=(const Port&) = delete;

  /// Hears adverts of the family from now on; as a member of the group when `joins_group`.
  std::expected<void, Error> listen(Family family, bool joins_group);

  /// Reads what waits on all listeners, to a bound.
  void drain();

  /// Whether the interface carries IPv6, as far as begin_ipv6_anew() was told; it does at first.
  [[nodiscard]] bool carries_ipv6() const { return carries_ipv6_; }
  /// The kernel made or ended IPv6 on the interface: memberships are gone, listen() has to be called again.
  void begin_ipv6_anew(bool carries);

 private:
  struct Ear {
    std::optional<VrrpListener> adverts;
    bool is_member{false};
    Watch watch;
  };
  std::size_t receive(Ear& ear);

  boost::asio::io_context* loop_;
  int interface_index_;
  Upcalls upcalls_;
  bool carries_ipv6_{true};
  std::array<Ear, 2> ears_;  ///< for IPv4 and for IPv6
};

}  // namespace vrrpspec::impl
