// The ears of the daemon on one interface: a listener for adverts and one for questions in each family that a virtual
// router there speaks.
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
    std::function<void(int interface_index, std::span<const std::uint8_t>)> on_question;
    std::function<void()> on_activity;  ///< after each batch
  };

  Port(boost::asio::io_context& loop, int interface_index, Upcalls upcalls);
  /// Opened listeners refer to where they are.
  Port(const Port&) = delete;
  Port& operator=(const Port&) = delete;

  /// Hears adverts of the family from now on; as a member of the group when `joins_group`.
  std::expected<void, Error> listen(Family family, bool joins_group);
  /// Hears the questions for these addresses, and Router Solicitations when `router_solicitations`.
  std::expected<void, Error> hear_questions(Family family, std::span<const IpAddress> addresses,
                                            bool router_solicitations);

 private:
  /// Of one family. The watches go before what they watch.
  struct Ears {
    std::optional<VrrpListener> adverts;
    bool is_member{false};
    Watch advert_watch;
    std::optional<QuestionListener> questions;
    Watch question_watch;
  };
  [[nodiscard]] Ears& ears_of(Family family) { return ears_.at(family == Family::ipv4 ? 0 : 1); }

  boost::asio::io_context* loop_;
  int interface_index_;
  Upcalls upcalls_;
  std::array<Ears, 2> ears_;
};

}  // namespace vrrpspec::impl
