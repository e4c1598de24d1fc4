// vrrpspec watch: judges a live network, and never sends.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <iostream>
#include <iterator>
#include <sstream>
#include <utility>

#include "harness/cli/commands.hpp"
#include "harness/cli/complain.hpp"
#include "harness/cli/interrupts.hpp"
#include "harness/cli/replacement.hpp"
#include "harness/cli/screen.hpp"
#include "harness/cli/watch_evidence.hpp"
#include "harness/cli/watch_output.hpp"
#include "harness/watch/hooks.hpp"
#include "harness/watch/listener.hpp"
#include "harness/watch/privileges.hpp"
#include "harness/watch/watch_log.hpp"
#include "harness/watch/watch_metrics.hpp"
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

std::vector<std::string> words_of(const std::string& command) {
  std::istringstream text{command};
  return {std::istream_iterator<std::string>{text}, {}};
}

/// Empty, or what is wrong with the command line.
std::string misuse(const WatchOptions& options) {
  const std::vector<std::string> names = harness::watch_event_names();
  for (std::size_t i = 0; i + 1 < options.on.size(); i += 2) {
    const std::string& event = options.on[i];
    if (event != "all" && std::ranges::find(names, event) == names.end()) {
      return fmt::format("--on: there is no event '{}'{}", event, nearest_of(event, names));
    }
    if (words_of(options.on[i + 1]).empty()) return fmt::format("--on {}: the command is empty", event);
  }
  return {};
}

class Watch {
 public:
  Watch(const WatchOptions& options, harness::Listener& listener, std::optional<WatchEvidence> evidence)
      : options_{options},
        listener_{listener},
        evidence_{std::move(evidence)},
        judge_{options.judgement},
        report_{.file = fmt::format("{}", fmt::join(options.interfaces, ", ")),
                .judge = judge_,
                .interfaces = options.interfaces,
                .damage = {}},
        log_{report_} {
    for (std::size_t i = 0; i + 1 < options.on.size(); i += 2) hooks_.add(options.on[i], words_of(options.on[i + 1]));
  }

  int run() {
    Interrupts interrupts;
    const Instant begin = listener_.present();
    events_.push_back({.at = begin,
                       .text = "listening on " + report_.file +
                               (options_.length ? "" : ", until a signal (Ctrl-C) ends it with a report")});
    while (!interrupts.came() && (!options_.length || listener_.present() - begin < *options_.length)) {
      take(listener_.listen());
    }
    take(listener_.rest());
    judge_.finish();
    report_.shared_addresses = monitor::shared_addresses(judge_);
    write_metrics(listener_.present());
    tell();
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
    hooks_.reap();
    constexpr Duration between_metrics = std::chrono::seconds{5};
    if (heard.until - metrics_at_ >= between_metrics) write_metrics(heard.until);
  }

  void take(const HeardPacket& packet) {
    const wire::LinkType link = listener_.capture(packet.live.interface).link();
    if (evidence_) evidence_->add({.number = packets_ + 1, .packet = packet.live});
    if (packet.after_loss) judge_.lose_track(packet.live.interface);
    judge_.see(link, packet.live.octets, packet.live.interface, packet.at, ++packets_);
    if (const auto key = group_of(packet, link)) log_.look(*key, packet.at, events_);
  }

  void take(const Notice& notice, Instant now) {
    WatchEvent event{.at = now, .text = notice.text};
    switch (notice.kind) {
      case Notice::Kind::interface:
        event.kind = WatchEvent::Kind::interface;
        log_.was_deaf(notice.interface, now);
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
    while (!events_.empty()) {  // what goes wrong with one is an event, too
      for (const WatchEvent& event : std::exchange(events_, {})) tell(event);
    }
    std::cout.flush();
  }
  void tell(const WatchEvent& event) {
    const std::int64_t realtime_ns = listener_.realtime_of(event.at);
    const std::string json = event_json(event, realtime_ns, report_);
    std::cout << (options_.json ? json : event_text(event, realtime_ns, report_));
    metrics_.count(event);
    for (const std::string& complaint : hooks_.run(to_string(event.kind), json)) add_trouble(event, complaint);
    if (!evidence_) return;
    if (const auto saved = evidence_->save(event, realtime_ns); !saved) add_trouble(event, saved.error().message);
  }

  /// Once at a time: trouble with trouble is not told.
  void add_trouble(const WatchEvent& about, const std::string& text) {
    if (about.kind == WatchEvent::Kind::trouble) return;
    events_.push_back({.kind = WatchEvent::Kind::trouble, .at = about.at, .text = text});
  }

  void write_metrics(Instant now) {
    metrics_at_ = now;
    if (options_.metrics.empty()) return;
    const auto written = replace_file(options_.metrics, metrics_.text(report_, now));
    if (!written && written.error().message != metrics_trouble_) {
      events_.push_back({.kind = WatchEvent::Kind::trouble, .at = now, .text = written.error().message});
    }
    metrics_trouble_ = written ? "" : written.error().message;
  }

  [[nodiscard]] harness::TextStyle style() const {
    harness::TextStyle style = screen_style(Colour::automatic);
    style.quiet = options_.quiet;
    return style;
  }

  const WatchOptions& options_;
  harness::Listener& listener_;
  std::optional<WatchEvidence> evidence_;
  monitor::Judge judge_;
  harness::CheckReport report_;
  harness::WatchLog log_;
  std::vector<WatchEvent> events_;
  monitor::PacketNumber packets_{0};
  harness::Hooks hooks_;
  harness::WatchMetrics metrics_;
  Instant metrics_at_{};
  std::string metrics_trouble_;  ///< that was told
};

}  // namespace

int watch(const WatchOptions& options) {
  if (const std::string why = misuse(options); !why.empty()) return complain(ExitCode::usage, why);
  auto listener = harness::Listener::open(options.interfaces);
  if (!listener) return complain(ExitCode::environment, listener.error().message);
  if (const auto dropped = harness::drop_privileges(); !dropped) {
    return complain(ExitCode::environment, dropped.error().message);
  }
  std::optional<WatchEvidence> evidence;
  if (!options.save.empty()) {
    std::vector<harness::CaptureInterface> interfaces;
    for (std::uint32_t i = 0; i < options.interfaces.size(); ++i) {
      interfaces.push_back({.name = options.interfaces[i],
                            .link = listener->capture(i).link(),
                            .resolution = Duration{1},
                            .snapshot_length = listener->capture(i).snapshot_length()});
    }
    auto begun = WatchEvidence::begin(options.save, std::size_t{options.ring_mib} << 20U, std::move(interfaces));
    if (!begun) return complain(ExitCode::environment, begun.error().message);
    evidence = std::move(*begun);
  }
  return Watch{options, *listener, std::move(evidence)}.run();
}

}  // namespace vrrpspec::cli
