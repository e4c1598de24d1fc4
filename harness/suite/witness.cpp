#include "harness/suite/witness.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "model/monitor/acceptance.hpp"
#include "model/mutant/explanation.hpp"
#include "model/timers.hpp"
#include "model/wire/packet.hpp"

namespace vrrpspec::harness {
namespace {

monitor::Sighting own_advert_of(const DeviceSettings& settings, const Profile& profile) {
  const Parameters& device = settings.parameters;
  monitor::Sighting own{.destination = vrrp_multicast_group(device.family),
                        .advert = {.version = settings.version,
                                   .vrid = device.vrid,
                                   .priority = device.priority,
                                   .max_adver_int = device.advertisement_interval,
                                   .source = device.primary_address,
                                   .addresses = settings.addresses}};
  own.checksum_plain = profile.ipv4_checksum == Ipv4Checksum::plain;
  own.checksum_pseudo = !own.checksum_plain;
  if (profile.has_authentication) own.authentication = wire::Authentication{};
  return own;
}

std::string words_of(const monitor::Finding& found) {
  const monitor::Demand& due = found.nearest;
  return fmt::format("{}, {} by {:.6f} s, where {} wants an ADVERTISEMENT of a {}",
                     found.packet == 0 ? std::string{"no frame"} : fmt::format("frame {}", found.packet),
                     monitor::to_string(found.deviation),
                     std::chrono::duration<double>(std::chrono::abs(found.by)).count(), vrrpspec::to_string(due.clause),
                     vrrpspec::to_string(due.state));
}

}  // namespace

Witness::Witness(const DeviceSettings& settings, const Profile& profile)
    : parameters_{settings.parameters},
      addresses_{settings.addresses},
      profile_{&profile},
      own_{own_advert_of(settings, profile)},
      longest_interval_{settings.parameters.advertisement_interval} {}

void Witness::started(monitor::Window at) {
  happenings_.push_back({at.from, Started{at}});
}

void Witness::stopped(Instant at) {
  happenings_.push_back({at, Stopped{}});
}

void Witness::forget(Instant until) {
  begin_ = until;
}

void Witness::heard(Instant at, std::uint32_t frame, std::span<const std::uint8_t> octets) {
  const auto packet = wire::find_in_ethernet(octets);
  if (!packet) return;
  const auto advert = wire::decode(packet->message, packet->ip, *profile_);
  if (!advert || wire::receive_check(*advert, parameters_, addresses_, *profile_)) return;
  const auto seen = monitor::sight(*packet, at, frame);
  if (!seen) return;
  const monitor::Reception how = monitor::reception(*seen, own_);
  if (how.must_discard) return;
  longest_interval_ = std::max(longest_interval_, advert->max_adver_int);
  happenings_.push_back(
      {at, Received{.input = {.at = at,
                              .packet = frame,
                              .priority = advert->priority,
                              .max_adver_int = advert->max_adver_int,
                              .source = advert->source},
                    .acceptance = how.obstacle == monitor::Obstacle::none ? monitor::Acceptance::demanded
                                                                          : monitor::Acceptance::disputed}});
}

void Witness::sent(Instant at, std::uint32_t frame, bool stops) {
  happenings_.push_back({at, monitor::RouterMonitor::OwnAdvert{.at = at,
                                                               .packet = frame,
                                                               .priority = stops ? priority_stop : parameters_.priority,
                                                               .max_adver_int = parameters_.advertisement_interval}});
}

std::vector<monitor::Finding> Witness::testify(const monitor::Tolerances& tolerances, Instant end) const {
  return judge(tolerances, end, nullptr).findings();
}

std::vector<const Mutant*> Witness::explanations(const monitor::Tolerances& tolerances, Instant end) const {
  std::vector<const Mutant*> faults;
  const monitor::RouterMonitor conforming = judge(tolerances, end, nullptr);
  if (conforming.findings().empty()) return faults;
  for (const Mutant& mutant : mutants()) {
    if (mutant.skips_adverts) continue;
    // Of one that has lost track anything would be explained.
    const monitor::RouterMonitor supposed = judge(tolerances, end, &mutant);
    if (supposed.findings().empty() && supposed.doubts() <= conforming.doubts()) faults.push_back(&mutant);
  }
  return faults;
}

monitor::RouterMonitor Witness::judge(const monitor::Tolerances& tolerances, Instant end, const Mutant* fault) const {
  // Frames are told of as they are read, and stamped when they were on the wire.
  std::vector<Happening> happenings = happenings_;
  std::erase_if(happenings, [this](const Happening& each) { return each.at < begin_; });
  const auto order = [](const Happening& each) {
    return std::pair{each.at, !std::holds_alternative<Started>(each.what)};
  };
  std::ranges::stable_sort(happenings, {}, order);

  const std::array<const Profile*, 1> profiles{profile_};
  monitor::RouterMonitor monitor{parameters_,
                                 {.profiles = profiles,
                                  .tolerances = tolerances,
                                  .inputs_arrive = true,
                                  .never_stops = true,
                                  .one_sender = true,
                                  .preempt_mode = parameters_.preempt_mode,
                                  .fault = fault}};
  bool runs = true;
  Instant certainly_runs = Instant::min();
  for (const Happening& each : happenings) {
    if (const auto* const started = std::get_if<Started>(&each.what)) {
      monitor.started(started->at);
      certainly_runs = started->at.to;
      runs = true;
    } else if (std::holds_alternative<Stopped>(each.what)) {
      monitor.pass_time(each.at);
      monitor.lose_track();
      runs = false;
    } else if (!runs) {
      continue;
    } else if (const auto* const received = std::get_if<Received>(&each.what)) {
      // What came before the protocol was started went unheard.
      const bool may_miss = each.at <= certainly_runs;
      monitor.heard(received->input, may_miss ? monitor::Acceptance::disputed : received->acceptance);
    } else if (const auto* const own = std::get_if<monitor::RouterMonitor::OwnAdvert>(&each.what)) {
      monitor.own_advert(*own);
    }
  }
  if (runs) monitor.pass_time(end);
  return monitor;
}

Duration Witness::longest_timer() const {
  return master_down_interval(Priority{1}, longest_interval_, *profile_);
}

bool Witness::is_certain() const {
  const auto is_start = [](const Happening& each) { return std::holds_alternative<Started>(each.what); };
  if (std::ranges::none_of(happenings_, is_start)) return false;
  return std::ranges::none_of(happenings_, [](const Happening& each) {
    const auto* const received = std::get_if<Received>(&each.what);
    return received != nullptr && received->acceptance == monitor::Acceptance::disputed;
  });
}

bool Witness::contradicts(const monitor::Finding& found) const {
  const auto is_in_time = [this](monitor::PacketNumber frame) {
    return std::ranges::find(in_time_, frame) != in_time_.end();
  };
  if (found.packet != 0) return is_in_time(found.packet);
  // An advert that is late is one that was absent, first.
  const Instant due = found.nearest.seen.to;
  const Happening* next = nullptr;
  for (const Happening& each : happenings_) {
    if (each.at > due && (next == nullptr || each.at < next->at)) next = &each;
  }
  const auto* const own = next == nullptr ? nullptr : std::get_if<monitor::RouterMonitor::OwnAdvert>(&next->what);
  if (own != nullptr && is_in_time(own->packet)) return true;
  return std::ranges::any_of(forbidden_, [&found](const monitor::Window& span) {
    return span.from <= found.nearest.seen.from && found.nearest.seen.to <= span.to;
  });
}

Testimony testimony(const Witness& witness, const CaseResult& result, const Tolerance& tolerance, const Noise& noise,
                    Instant end) {
  Testimony given;
  Finding defect{.verdict = Verdict::error,
                 .kind = FindingKind::defect,
                 .clause = result.clauses.front(),
                 .expected = "the case and the monitor agree about the device",
                 .noise = noise};
  const Duration unknown = tolerance.link + noise.total();
  const monitor::Tolerances widest{.processing = unknown,
                                   .output = unknown,
                                   .timer = tolerance.timer_slack.of(witness.longest_timer()) + unknown,
                                   .clock_rate_ppm = static_cast<int>(tolerance.clock_fraction * 1e6)};
  if (!result.finding) {
    const auto found = witness.testify(widest, end);
    if (found.empty()) return given;
    const auto opposite = std::ranges::find_if(found, [&](const auto& each) { return witness.contradicts(each); });
    if (opposite == found.end()) {
      given.aside = words_of(found.front());
      return given;
    }
    defect.seen = "the case passed, and the monitor finds: " + words_of(*opposite);
    defect.frame = static_cast<std::uint32_t>(opposite->packet);
    given.defect = std::move(defect);
    return given;
  }
  const bool is_comparable =
      result.finding->verdict == Verdict::fail && result.finding->is_about_adverts && witness.is_certain();
  const monitor::Tolerances none{.processing = {}, .output = {}, .timer = {}, .clock_rate_ppm = 0};
  if (!is_comparable) return given;
  if (!witness.testify(none, end).empty()) {
    given.reading = explanation_words(witness.explanations(widest, end));
    return given;
  }
  defect.seen = fmt::format("the case failed ({}), and a conforming router could have sent every advert of the device",
                            result.finding->seen);
  defect.frame = result.finding->frame;
  given.defect = std::move(defect);
  return given;
}

}  // namespace vrrpspec::harness
