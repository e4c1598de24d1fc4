#include "impl/daemon/port.hpp"

#include <utility>

namespace vrrpspec::impl {
namespace {

/// So many datagrams are read before timers have their turn: a flood may not keep an advert back.
constexpr std::size_t batch = 64;
/// More than what 255 routers of both families send in the seconds that a stall may last; less than a flood.
constexpr std::size_t most_drained = 4096;

}  // namespace

Port::Port(boost::asio::io_context& loop, int interface_index, Upcalls upcalls)
    : loop_{&loop}, interface_index_{interface_index}, upcalls_{std::move(upcalls)} {}

std::expected<void, Error> Port::listen(Family family, bool joins_group) {
  Ear& ear = ears_.at(family == Family::ipv4 ? 0 : 1);
  if (ear.adverts && (ear.is_member || !joins_group)) return {};
  auto listener = VrrpListener::open(interface_index_, family, joins_group);
  if (!listener) return std::unexpected{listener.error()};
  ear.watch = {};
  ear.adverts = std::move(*listener);
  ear.is_member = joins_group;
  ear.watch = Watch{*loop_, ear.adverts->descriptor(), [this, &ear] {
                      receive(ear);
                      upcalls_.on_activity();
                    }};
  return {};
}

void Port::drain() {
  for (Ear& ear : ears_) {
    if (!ear.adverts) continue;
    for (std::size_t read = 0; read < most_drained;) {
      const std::size_t more = receive(ear);
      if (more == 0) break;
      read += more;
    }
  }
}

void Port::begin_ipv6_anew(bool carries) {
  carries_ipv6_ = carries;
  Ear& ear = ears_[1];
  ear.watch = {};
  ear.adverts.reset();
}

std::size_t Port::receive(Ear& ear) {
  return ear.adverts->receive(
      batch, [this](const VrrpDatagram& datagram) { upcalls_.on_datagram(interface_index_, datagram); });
}

}  // namespace vrrpspec::impl
