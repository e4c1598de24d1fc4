#include "impl/daemon/port.hpp"

#include <utility>

namespace vrrpspec::impl {
namespace {

/// So many datagrams are read before timers have their turn: a flood may not keep an advert back.
constexpr std::size_t batch = 64;

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
                      ear.adverts->receive(batch, [this](const VrrpDatagram& datagram) {
                        upcalls_.on_datagram(interface_index_, datagram);
                      });
                      upcalls_.on_activity();
                    }};
  return {};
}

}  // namespace vrrpspec::impl
