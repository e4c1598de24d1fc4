// vrrpspec watch: judges a live network, and never sends.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <iostream>

#include "harness/cli/commands.hpp"
#include "harness/cli/complain.hpp"
#include "harness/cli/interrupts.hpp"
#include "harness/cli/screen.hpp"
#include "harness/cli/watch_output.hpp"
#include "harness/watch/listener.hpp"
#include "harness/watch/privileges.hpp"
#include "harness/watch/watch_log.hpp"
#include "model/monitor/sighting.hpp"

namespace vrrpspec::cli {
namespace {

using harness::Heard;
using harness::HeardPacket;
using harness::Notice;
using harness::WatchEvent;

/// The virtual router that the judge will take the packet for.
std::optional<monitor::GroupKey> group_of(const HeardPacket& packet, wire::LinkType link) {
  const auto found = wire::find_vrrp(link, packet.live.octets);
  if (!found) return std::nullopt;
  const auto seen = monitor::sight(*found, packet.at, 0);
  if (!seen) return std::nullopt;
  return monitor::GroupKey{.interface = packet.live.interface,
                           .segment = found->segment,
                           .vrid = seen->advert.vrid,
                           .family = seen->advert.source.family()};
}

class Watch {
 public:
  Watch(const WatchOptions& options, harness::Listener& listener)
      : options_{options},
        listener_{listener},
        judge_{{.tolerances = options.tolerances, .profile = options.profile}},
        report_{.file = fmt::format("{}", fmt::join(options.interfaces, ", ")),
                .judge = judge_,
                .interfaces = options.interfaces,
                .damage = {}},
        log_{report_} {}

  int run() {
    Interrupts interrupts;
    const Instant begin = listener_.now();
    events_.push_back({.at = begin,
                       .text = "listening on " + report_.file +
                               (options_.length ? "" : ", until a signal (Ctrl-C) ends it with a report")});
    while (!interrupts.came() && (!options_.length || listener_.now() - begin < *options_.length)) {
      take(listener_.listen());
    }
    take(listener_.rest());
    judge_.finish();
    std::cout << (options_.json ? harness::check_json(report_) : "\n" + harness::check_text(report_, style()))
              << std::flush;
    return code(harness::check_verdict(report_));
  }

 private:
  void take(Heard heard) {
    for (const Notice& notice : heard.notices) take(notice, heard.until);
    for (const HeardPacket& packet : heard.packets) take(packet);
    for (std::uint32_t i = 0; i < report_.interfaces.size(); ++i) {
      if (listener_.is_deaf(i)) log_.was_deaf(i, heard.until);
    }
    log_.pass_time(heard.until, events_);
    tell();
  }

  void take(const HeardPacket& packet) {
    const wire::LinkType link = listener_.capture(packet.live.interface).link();
    if (packet.after_loss) judge_.lose_track(packet.live.interface);
    judge_.see(link, packet.live.octets, packet.live.interface, packet.at, ++packets_);
    if (const auto key = group_of(packet, link)) log_.look(*key, packet.at, events_);
  }

  void take(const Notice& notice, Instant now) {
    WatchEvent event{.at = now, .text = notice.text};
    switch (notice.kind) {
      case Notice::Kind::interface:
        event.kind = WatchEvent::Kind::interface;
        break;
      case Notice::Kind::lost:
        event.kind = WatchEvent::Kind::lost;
        break;
      case Notice::Kind::clock:
        event.kind = WatchEvent::Kind::clock;
        for (std::uint32_t i = 0; i < report_.interfaces.size(); ++i) judge_.lose_track(i);
        break;
    }
    if (notice.kind != Notice::Kind::clock) {
      event.interface = report_.interfaces[notice.interface];
      judge_.lose_track(notice.interface);
    }
    events_.push_back(std::move(event));
  }

  void tell() {
    if (events_.empty()) return;
    const auto line = options_.json ? event_json : event_text;
    for (const WatchEvent& event : events_) std::cout << line(event, listener_.realtime_of(event.at), report_);
    std::cout.flush();
    events_.clear();
  }

  [[nodiscard]] harness::TextStyle style() const {
    harness::TextStyle style = screen_style(Colour::automatic);
    style.quiet = options_.quiet;
    return style;
  }

  const WatchOptions& options_;
  harness::Listener& listener_;
  monitor::Judge judge_;
  harness::CheckReport report_;
  harness::WatchLog log_;
  std::vector<WatchEvent> events_;
  monitor::PacketNumber packets_{0};
};

}  // namespace

int watch(const WatchOptions& options) {
  auto listener = harness::Listener::open(options.interfaces);
  if (!listener) return complain(ExitCode::environment, listener.error().message);
  if (const auto dropped = harness::drop_privileges(); !dropped) {
    return complain(ExitCode::environment, dropped.error().message);
  }
  return Watch{options, *listener}.run();
}

}  // namespace vrrpspec::cli
