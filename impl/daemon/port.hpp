// The daemon's ears for adverts on one interface: a listener in each family that a virtual router there speaks.
#pragma once

#include <array>
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

 private:
  struct Ear {
    std::optional<VrrpListener> adverts;
    bool is_member{false};
    Watch watch;
  };

  boost::asio::io_context* loop_;
  int interface_index_;
  Upcalls upcalls_;
  std::array<Ear, 2> ears_;  ///< for IPv4 and for IPv6
};

}  // namespace vrrpspec::impl
