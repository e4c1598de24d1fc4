// How a device is brought into the state in which a case begins.
#include <fmt/format.h>

#include <algorithm>

#include "harness/suite/awaiting.hpp"
#include "harness/suite/context.hpp"
#include "model/timers.hpp"

namespace vrrpspec::harness {

namespace {

constexpr PortId target_port = 0;
constexpr unsigned hold_priority = 200;

/// The one thing in which a right advert may not be the device's.
std::string checksum_remark(const AdvertFrame& frame) {
  if (frame.version != 3 || frame.source.family() != Family::ipv4) return {};
  return fmt::format(", whose checksum is right {} pseudo-header (AMB-1)",
                     frame.plain_ipv4_checksum ? "without" : "with");
}

}  // namespace

std::string missing_reason(const DeviceEvent& event) {
  if (const auto* not_ready = std::get_if<DeviceNotReady>(&event))
    return "the device was never ready: " + not_ready->why;
  const auto& exited = std::get<DeviceExited>(event);
  return "the device ended by itself: " + exited.how +
         (exited.last_output.empty() ? std::string{} : "; its last lines:\n" + exited.last_output);
}

Script<> Context::start_device() {
  if (!can_restart()) {
    co_await take_over_running_device();
    co_return;
  }
  const auto begun = segment_.start_device(target_port, settings());
  if (!begun) fail_to_ask(FindingKind::device, "the device starts", begun.error().message);
  result_.origin = *begun;
  for (const Action& action : model_.handle(Startup{}, *begun)) note_model(action, *begun);
  note_deadline(*begun, false);
  waiting_for_ = "the device to be ready";
  DeviceChange change{*this};
  const DeviceEvent event = co_await change;
  if (!std::holds_alternative<DeviceReady>(event)) {
    fail_to_ask(FindingKind::device, "the device becomes ready", missing_reason(event));
  }
  started_ = {*begun, segment_.now(), 0, "the start of the device"};
  witness_.started({*begun, segment_.now() + startup_allowance});
}

/// It may be Master or Backup, and may have learnt any interval. The tester has begun to say what it wants to be heard:
/// within two intervals it has said so twice.
Script<> Context::take_over_running_device() {
  result_.origin = segment_.now();
  for (const Action& action : model_.handle(Startup{}, result_.origin)) note_model(action, result_.origin);
  note_deadline(result_.origin, false);
  waiting_for_ = "the device to settle";
  co_await sleep(2 * interval().duration());
  trace_.clear();
  cursor_ = 0;
  std::erase_if(result_.timeline, [](const TimelineMark& mark) { return mark.row == TimelineMark::Row::target; });
  started_ = {segment_.now(), segment_.now(), 0, "the beginning of the case"};
  witness_.forget(segment_.now());
}

const Cause& Context::started() const {
  if (!can_restart()) {
    fail_to_ask(FindingKind::lab, "a start of the device, to count from", "this device cannot be started by command");
  }
  return started_;
}

Script<Cause> Context::stop_device() {
  if (!can_restart()) {
    fail_to_ask(FindingKind::lab, "the device stops", "this device cannot be stopped by command");
  }
  const Instant asked = segment_.stop_device(target_port);
  advance_model(asked);
  witness_.stopped(asked);
  for (const Action& action : model_.handle(Shutdown{}, asked)) note_model(action, asked);
  waiting_for_ = "the device to stop";
  DeviceChange change{*this};
  const DeviceEvent event = co_await change;
  if (const auto* const exited = std::get_if<DeviceExited>(&event); exited != nullptr && exited->forced) {
    fail_to_ask(FindingKind::device, "the device stops when it is asked to", "the device did not: " + exited->how);
  }
  co_return Cause{asked, segment_.now(), 0, "the request to stop"};
}

Script<Cause> Context::become_backup(Centiseconds learnt) {
  const Duration period = std::min(learnt, interval()).duration();
  const AdvertFrame hold = advert(hold_priority, learnt);
  repeat(hold, period);
  co_await start_device();
  // Longer than a router would stay silent that does not heed the tester's adverts.
  const Duration unheeded = master_down_interval(device().priority, interval(), profile_);
  co_await sleep(std::max(2 * period, unheeded) + interval().duration() / 2);
  stop_repeating();
  const auto spoke = std::ranges::find_if(trace_, is_advert);
  if (spoke == trace_.end()) co_return send(hold);
  const std::string expected =
      fmt::format("a Backup to begin with: the tester advertises priority {} from before the start", hold_priority);
  if (const auto excuse = excuse_for_advert(spoke->stamp, started_.lo)) fail_to_tell(expected, *excuse);
  fail_to_ask(FindingKind::device, expected,
              fmt::format("an ADVERTISEMENT of the device, frame {}: it does not heed the tester's adverts{}; the case "
                          "cannot be asked",
                          spoke->number, checksum_remark(hold)),
              spoke->number);
}

Script<DueAdvert> Context::become_master() {
  const Cause last = co_await become_backup();
  const Due due = after_master_down_interval(last, interval(), "S-365"_clause);
  const DueWindow window = window_of(due);
  waiting_for_ = "the device to become Master";
  Next next{*this, is_advert, last.lo, last.hi + 2 * due.nominal + patience};
  const SeenFrame* const found = co_await next;
  if (found == nullptr) {
    const std::string expected = "a Master to begin with: the tester fell silent";
    const std::string none = fmt::format("no ADVERTISEMENT of the device within {} of {}",
                                         seconds_text(next.deadline() - last.hi), last.text);
    const Duration excess = next.deadline() - (window.origin + window.hi);
    if (segment_.noise(last.lo, next.deadline()).total() >= excess) fail_to_tell(expected, none);
    fail_to_ask(FindingKind::device, expected, none + "; the case cannot be asked");
  }
  const SeenFrame seen = *found;
  if (seen.stamp < window.origin + window.lo) {
    const std::string expected = "a Master to begin with, that took over after Master_Down_Interval";
    if (const auto excuse = excuse_for_advert(seen.stamp, last.lo)) fail_to_tell(expected, *excuse);
    fail_to_ask(FindingKind::device, expected,
                fmt::format("frame {}, {} after {}: too early; the case cannot be asked", seen.number,
                            seconds_text(seen.stamp - last.lo), last.text),
                seen.number);
  }
  const Cause cause{window.origin + window.lo, seen.stamp, seen.number, fmt::format("frame {}", seen.number)};
  require_known(cause);
  co_return DueAdvert{*seen.advert, cause};
}

Script<> Context::become_backup_after_being_master() {
  co_await become_master();
  const Cause higher = repeat(advert(device().priority.value() + 1U), interval().duration());
  co_await sleep(3 * interval().duration());
  const Instant yielded = higher.hi + interval().duration();
  const auto stubborn = std::ranges::find_if(
      trace_, [yielded](const SeenFrame& seen) { return is_advert(seen) && seen.stamp > yielded; });
  if (stubborn == trace_.end()) co_return;
  const std::string expected = "a Backup to begin with: the tester advertises a higher priority";
  if (const auto excuse = excuse_for_advert(stubborn->stamp, higher.lo)) fail_to_tell(expected, *excuse);
  fail_to_ask(FindingKind::device, expected,
              fmt::format("an ADVERTISEMENT of the device, frame {}, more than Advertisement_Interval after {}: it did "
                          "not yield; the case cannot be asked",
                          stubborn->number, higher.text),
              stubborn->number);
}

Script<DueAdvert> Context::become_master_as_owner() {
  co_await start_device();
  waiting_for_ = "the owner to advertise";
  Next next{*this, is_advert, started_.lo, started_.hi + startup_allowance + patience};
  const SeenFrame* const found = co_await next;
  if (found == nullptr) {
    fail_to_ask(FindingKind::device, "an address owner that advertises from its start",
                fmt::format("no ADVERTISEMENT until {} after {}; the case cannot be asked",
                            seconds_text(next.deadline() - started_.hi), started_.text));
  }
  const SeenFrame seen = *found;
  // The owner acted at most so much before its frame was seen as the machine may have held the frame up.
  const Duration held_up = kept_from_reading(segment_.noise(started_.lo, seen.stamp)) + segment_.tolerance().link;
  const Cause cause{std::max(started_.lo, seen.stamp - held_up), seen.stamp, seen.number,
                    fmt::format("frame {}", seen.number)};
  require_known(cause);
  model_ = VirtualRouter{device(), profile_};
  model_adverts_.clear();
  std::erase_if(result_.timeline, [](const TimelineMark& mark) { return mark.row == TimelineMark::Row::model; });
  for (const Action& action : model_.handle(Startup{}, cause.lo)) note_model(action, cause.lo);
  note_deadline(cause.lo, false);
  co_return DueAdvert{*seen.advert, cause};
}

}  // namespace vrrpspec::harness
