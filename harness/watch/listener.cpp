#include "harness/watch/listener.hpp"

#include <fmt/format.h>
#include <net/if.h>
#include <poll.h>

#include <algorithm>
#include <utility>

namespace vrrpspec::harness {
namespace {

using std::chrono::milliseconds;

/// How long a packet is kept back so that those of other interfaces with an earlier stamp go first.
constexpr Duration hold_back = milliseconds{20};
constexpr Duration between_looks_at_links = milliseconds{200};
/// Less is the clock being disciplined.
constexpr Duration least_step = milliseconds{1};

}  // namespace

std::expected<Listener, Error> Listener::open(const std::vector<std::string>& names) {
  std::vector<Interface> interfaces;
  for (const std::string& name : names) {
    auto capture = LiveCapture::open(name);
    if (!capture) return std::unexpected{capture.error()};
    const auto state = link_state(name);
    if (!state) return std::unexpected{state.error()};
    interfaces.push_back(
        {.name = name, .capture = std::move(*capture), .index = if_nametoindex(name.c_str()), .state = *state});
  }
  return Listener{std::move(interfaces)};
}

Listener::Listener(std::vector<Interface> interfaces)
    : interfaces_{std::move(interfaces)}, base_{Duration{clock_.realtime_of(Instant{})}} {
  stepped_ = clock_.steps().last();
}

Instant Listener::present() const {
  return Clock::now() + base_;
}

Heard Listener::listen() {
  wait();
  return gather(hold_back);
}

Heard Listener::rest() {
  return gather(Duration::zero());
}

void Listener::wait() const {
  constexpr int patience_ms = 100;
  std::vector<pollfd> descriptors;
  // One that is down is readable all the time, with nothing to read.
  for (const Interface& each : interfaces_) {
    if (!each.deaf) descriptors.push_back({.fd = each.capture.descriptor(), .events = POLLIN, .revents = 0});
  }
  const int patience = pending_.empty() ? patience_ms : static_cast<int>(hold_back / milliseconds{1});
  poll(descriptors.data(), descriptors.size(), patience);
}

Heard Listener::gather(Duration hold) {
  Heard heard{.notices = {}, .packets = {}, .until = {}};
  follow_clock(heard);
  if (present() - links_looked_at_ >= between_looks_at_links) look_at_links(heard);
  heard.until = present() - hold;  // asking the kernel about links may have taken seconds
  read(heard);
  std::ranges::stable_sort(pending_, {}, &HeardPacket::at);
  const auto later = std::ranges::find_if(
      pending_, [&](const HeardPacket& each) { return hold != Duration{} && each.at > heard.until; });
  std::move(pending_.begin(), later, std::back_inserter(heard.packets));
  pending_.erase(pending_.begin(), later);
  return heard;
}

void Listener::follow_clock(Heard& heard) {
  clock_.follow();
  const Duration step = clock_.steps().last() - stepped_;
  stepped_ = clock_.steps().last();
  if (step < least_step) return;
  heard.notices.push_back({.kind = Notice::Kind::clock,
                           .text = fmt::format("the clock was set, by {} ms: judged anew", step / milliseconds{1})});
}

void Listener::look_at_links(Heard& heard) {
  links_looked_at_ = present();
  for (std::uint32_t i = 0; i < interfaces_.size(); ++i) look_at_link(i, heard);
}

void Listener::look_at_link(std::uint32_t number, Heard& heard) {
  Interface& each = interfaces_[number];
  const auto tell = [&](std::string text) {
    heard.notices.push_back({.kind = Notice::Kind::interface, .interface = number, .text = std::move(text)});
  };
  const unsigned index = if_nametoindex(each.name.c_str());
  const LinkState before = each.state;
  const auto state = index == 0 ? std::expected<LinkState, Error>{} : link_state(each.name);
  each.state = state.value_or(LinkState{});
  const bool is_another = index != 0 && index != each.index;
  if (is_another) {
    if (const auto followed = each.capture.follow(index); !followed) {
      if (!std::exchange(each.deaf, true)) tell(fmt::format("{}: {}", each.name, followed.error().message));
      return;
    }
  }
  if (index != 0) each.index = index;
  const bool deaf = index == 0 || !each.state.up || !each.state.carrier;
  const bool was_deaf = std::exchange(each.deaf, deaf);
  if (deaf) {
    const std::string_view why = index == 0       ? "is gone"
                                 : !each.state.up ? "is down"
                                                  : "has no carrier: nothing is at its other end";
    if (!was_deaf) tell(fmt::format("{} {}: nothing is heard there", each.name, why));
  } else if (was_deaf) {
    tell(fmt::format("{} is back: judged anew", each.name));
  } else if (is_another || each.state.carrier_changes != before.carrier_changes) {
    tell(fmt::format("{} was down for a moment: judged anew", each.name));
  }
}

void Listener::read(Heard& heard) {
  for (std::uint32_t i = 0; i < interfaces_.size(); ++i) {
    Interface& each = interfaces_[i];
    std::vector<LivePacket> packets;
    each.capture.read(i, packets);
    const std::uint64_t lost = each.capture.lost();
    const std::uint64_t newly_lost = lost - std::exchange(each.lost, lost);
    if (newly_lost != 0) {
      heard.notices.push_back({.kind = Notice::Kind::lost,
                               .interface = i,
                               .text = fmt::format("{} packets of {} were lost, this machine is too slow: judged anew",
                                                   newly_lost, each.name)});
    }
    for (LivePacket& packet : packets) {
      const Instant at = clock_.instant_of(packet.realtime_ns) + base_;
      pending_.push_back({.live = std::move(packet), .at = at, .after_loss = newly_lost != 0});
    }
  }
}

}  // namespace vrrpspec::harness
