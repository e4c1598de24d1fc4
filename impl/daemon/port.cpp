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
  Ears& ears = ears_of(family);
  if (ears.adverts && (ears.is_member || !joins_group)) return {};
  auto listener = VrrpListener::open(interface_index_, family, joins_group);
  if (!listener) return std::unexpected{listener.error()};
  ears.advert_watch = {};
  ears.adverts = std::move(*listener);
  ears.is_member = joins_group;
  ears.advert_watch = Watch{*loop_, ears.adverts->descriptor(), [this, &ears] {
                              ears.adverts->receive(batch, [this](const VrrpDatagram& datagram) {
                                upcalls_.on_datagram(interface_index_, datagram);
                              });
                              upcalls_.on_activity();
                            }};
  return {};
}

std::expected<void, Error> Port::hear_questions(Family family, std::span<const IpAddress> addresses,
                                                bool router_solicitations) {
  Ears& ears = ears_of(family);
  if (addresses.empty() && !router_solicitations) {
    ears.question_watch = {};
    ears.questions.reset();
    return {};
  }
  if (!ears.questions) {
    auto listener = QuestionListener::open(interface_index_, family);
    if (!listener) return std::unexpected{listener.error()};
    ears.questions = std::move(*listener);
    ears.question_watch = Watch{*loop_, ears.questions->descriptor(), [this, &ears] {
                                  ears.questions->receive(batch, [this](std::span<const std::uint8_t> frame) {
                                    upcalls_.on_question(interface_index_, frame);
                                  });
                                  upcalls_.on_activity();
                                }};
  }
  return ears.questions->set_targets(addresses);
}

}  // namespace vrrpspec::impl
