#include "harness/suite/context.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "harness/suite/awaiting.hpp"
#include "harness/text/duration.hpp"
#include "model/assert.hpp"
#include "model/timers.hpp"
#include "model/wire/packet.hpp"

namespace vrrpspec::harness {

namespace {

constexpr PortId target_port = 0;
constexpr unsigned hold_priority = 200;
/// Frames stamped before an alarm may still be unread when it rings; they are by the second ring.
constexpr Duration second_ring = std::chrono::milliseconds{2};

std::string missing_reason(const DeviceEvent& event) {
  if (const auto* not_ready = std::get_if<DeviceNotReady>(&event))
    return "the device was never ready: " + not_ready->why;
  const auto& exited = std::get<DeviceExited>(event);
  return "the device ended by itself: " + exited.how +
         (exited.last_output.empty() ? std::string{} : "; its last lines:\n" + exited.last_output);
}

}  // namespace

Context::Context(const Case& test_case, const Profile& profile, Segment& segment, Done done)
    : case_{test_case},
      profile_{profile},
      segment_{segment},
      done_{std::move(done)},
      model_{test_case.settings.parameters, profile} {
  result_.id = case_.id;
  result_.clauses = case_.clauses;
  result_.level = case_.level;
  result_.tester_address = to_string(tester_address);
  result_.target_address = to_string(device().primary_address);
  segment_.set_listener(this);
}

Context::~Context() {
  segment_.set_listener(nullptr);
}

void Context::start(Duration delay, Duration limit) {
  longest_ = limit;
  begins_ = segment_.now() + delay;
  segment_.set_alarm(begins_);
}

void Context::begin() {
  begins_.reset();
  result_.origin = segment_.now();
  limit_ = result_.origin + longest_;
  body_ = case_.body(*this);
  body_.start();
  if (body_.done()) finish();
}

std::optional<Waiting> Context::waiting() const {
  if (finished_) return std::nullopt;
  if (begins_) return Waiting{result_.id, waiting_for_, Duration::zero(), longest_};
  const Instant now = segment_.now();
  return Waiting{result_.id, waiting_for_, now - (limit_ - longest_), std::max(limit_ - now, Duration::zero())};
}

AdvertFrame Context::advert(unsigned priority, Centiseconds interval) const {
  AdvertFrame frame;
  frame.source_mac = virtual_router_mac(device().family, device().vrid);
  frame.source = tester_address;
  frame.version = static_cast<std::uint8_t>(settings().version);
  frame.vrid = device().vrid.number();
  frame.priority = static_cast<std::uint8_t>(priority);
  frame.max_adver_int = interval.count();
  frame.addresses.assign(settings().addresses.begin(), settings().addresses.end());
  frame.plain_ipv4_checksum = profile_.ipv4_checksum == Ipv4Checksum::plain;
  return frame;
}

Script<> Context::start_device() {
  const auto begun = segment_.start_device(target_port, settings());
  if (!begun) fail_to_ask(FindingKind::device, "the device starts", begun.error().message);
  result_.origin = *begun;
  for (const Action& action : model_.handle(Startup{}, *begun)) note_model(action, *begun);
  waiting_for_ = "the device to be ready";
  DeviceChange change{*this};
  const DeviceEvent event = co_await change;
  if (!std::holds_alternative<DeviceReady>(event)) {
    fail_to_ask(FindingKind::device, "the device becomes ready", missing_reason(event));
  }
  started_ = {*begun, segment_.now(), 0, "the start of the device"};
}

Script<Cause> Context::stop_device() {
  const Instant asked = segment_.stop_device(target_port);
  advance_model(asked);
  for (const Action& action : model_.handle(Shutdown{}, asked)) note_model(action, asked);
  waiting_for_ = "the device to stop";
  DeviceChange change{*this};
  const DeviceEvent event = co_await change;
  if (const auto* const exited = std::get_if<DeviceExited>(&event); exited != nullptr && exited->forced) {
    fail_to_ask(FindingKind::device, "the device stops when it is asked to", "the device did not: " + exited->how);
  }
  co_return Cause{asked, segment_.now(), 0, "the request to stop"};
}

Cause Context::send(const AdvertFrame& frame) {
  const std::vector<std::uint8_t> octets = build(frame);
  const std::vector<Frame> records = segment_.transmit(octets);
  if (records.empty()) {
    fail_to_ask(FindingKind::lab, "the wire carries the tester's frame", "the frame did not leave");
  }
  const Frame& record = records.front();
  note({record.stamp, TimelineMark::Row::tester, frame.priority == 0 ? '0' : 'A', record.number});
  feed_model(record.stamp, octets);
  return {record.stamp, record.stamp, record.number, fmt::format("frame {}", record.number)};
}

Cause Context::repeat(const AdvertFrame& frame, Duration period) {
  VRRPSPEC_ASSERT(!repetition_ && period > Duration::zero());
  const Cause first = send(frame);
  repetition_ = Repetition{frame, period, first.hi + period, first};
  return first;
}

Cause Context::stop_repeating() {
  VRRPSPEC_ASSERT(repetition_);
  Cause last = repetition_->last;
  repetition_.reset();
  return last;
}

Script<> Context::sleep(Duration duration) {
  waiting_for_ = "the time of its next step";
  const Instant now = segment_.now();
  Next nothing{*this, {}, now, now + duration};
  co_await nothing;
}

Script<> Context::sleep_until_phase(Cause cause, Duration phase) {
  const Duration ahead = cause.hi + phase - segment_.now();
  co_await sleep(std::max(ahead, Duration::zero()));
  const Duration late = segment_.now() - (cause.hi + phase);
  if (late > interval().duration() / 5) {
    fail_to_tell(fmt::format("a stimulus {} after {}", seconds_text(phase), cause.text),
                 fmt::format("the tester itself was {} late", seconds_text(late)));
  }
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
              fmt::format("an ADVERTISEMENT of the device, frame {}: it does not heed the tester's adverts, whose "
                          "checksum is right {} pseudo-header (AMB-1); the case cannot be asked",
                          spoke->number, hold.plain_ipv4_checksum ? "without" : "with"),
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
    fail_to_ask(FindingKind::device, "a Master to begin with: the tester fell silent",
                fmt::format("no ADVERTISEMENT of the device within {} of {}; the case cannot be asked",
                            seconds_text(next.deadline() - last.hi), last.text));
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
  const Duration held_up = segment_.noise(started_.lo, seen.stamp).total() + segment_.tolerance().link;
  const Cause cause{std::max(started_.lo, seen.stamp - held_up), seen.stamp, seen.number,
                    fmt::format("frame {}", seen.number)};
  require_known(cause);
  model_ = VirtualRouter{device(), profile_};
  model_adverts_.clear();
  std::erase_if(result_.timeline, [](const TimelineMark& mark) { return mark.row == TimelineMark::Row::model; });
  for (const Action& action : model_.handle(Startup{}, cause.lo)) note_model(action, cause.lo);
  co_return DueAdvert{*seen.advert, cause};
}

void Context::on_frame(const Frame& frame) {
  if (finished_ || frame.direction != Direction::from_device) return;
  SeenFrame seen{frame.number, frame.stamp, read_advert(frame.octets), read_arp(frame.octets)};
  if (!seen.advert && !seen.arp) return;
  if (seen.advert) {
    note({frame.stamp, TimelineMark::Row::target, seen.advert->priority == 0 ? '0' : 'A', frame.number});
  } else if (is_gratuitous_for_device(*seen.arp)) {
    note({frame.stamp, TimelineMark::Row::target, 'G', frame.number});
  }
  trace_.push_back(std::move(seen));
  if (waiter_ != nullptr && waiter_->look()) resume();
}

void Context::on_alarm() {
  if (finished_) return;
  const Instant now = segment_.now();
  if (begins_) {
    begin();
    return;
  }
  if (now >= limit_) {
    give_up();
    return;
  }
  if (repetition_ && now >= repetition_->next) repeat_once(now);
  if (finished_) return;
  if (waiter_ != nullptr && waiter_->expired(now, second_ring)) {
    resume();
    return;
  }
  arm();
}

void Context::give_up() {
  limit_ = Instant::max();
  broken_ = {.verdict = Verdict::error,
             .kind = FindingKind::lab,
             .clause = clause(),
             .expected = fmt::format("the case comes to an end within {} (--timeout)", duration_text(longest_)),
             .seen = "it was still waiting for " + waiting_for_};
  resume();
}

void Context::repeat_once(Instant now) {
  try {
    repetition_->last = send(repetition_->frame);
  } catch (const CaseEnded& ended) {  // not inside the body: it learns of it at its next step
    broken_ = ended.finding;
    repetition_.reset();
    if (waiter_ != nullptr) resume();
    return;
  }
  // After a stall the rhythm starts anew: a burst would say nothing a real router says.
  repetition_->next = std::max(repetition_->next, now - repetition_->period) + repetition_->period;
}

void Context::on_device(PortId /*port*/, const DeviceEvent& event) {
  if (finished_) return;
  if (device_waiter_ != nullptr) {
    device_waiter_->set(event);
    resume();
    return;
  }
  if (std::holds_alternative<DeviceReady>(event)) return;
  broken_ = {.verdict = Verdict::error,
             .kind = FindingKind::device,
             .clause = clause(),
             .expected = "the device keeps running",
             .seen = missing_reason(event)};
  if (waiter_ != nullptr) resume();
}

void Context::arm() {
  Instant at = limit_;
  if (repetition_) at = std::min(at, repetition_->next);
  if (waiter_ != nullptr) at = std::min(at, waiter_->alarm());
  segment_.set_alarm(at);
}

void Context::resume() {
  waiter_ = nullptr;
  device_waiter_ = nullptr;
  std::exchange(waiting_, {}).resume();
  if (body_.done()) {
    finish();
  } else {
    arm();
  }
}

void Context::finish() {
  finished_ = true;
  segment_.set_alarm({});
  result_.protocol_time = segment_.now() - result_.origin;
  if (const std::exception_ptr failure = body_.failure()) {
    try {
      std::rethrow_exception(failure);
    } catch (const CaseEnded& ended) {
      result_.finding = ended.finding;
    }
  } else if (result_.observations == 0) {
    result_.finding = Finding{.verdict = Verdict::error,
                              .kind = FindingKind::defect,
                              .clause = clause(),
                              .expected = "at least one demand",
                              .seen = "the case asked for nothing: a defect of vrrpspec"};
  }
  const Noise noise = segment_.noise(result_.origin, segment_.now());
  if (!result_.finding && result_.protocol_time > Duration::zero() && noise.harness_stall >= result_.protocol_time) {
    result_.finding = Finding{.verdict = Verdict::inconclusive,
                              .kind = FindingKind::lab,
                              .clause = clause(),
                              .expected = "a capture without gaps",
                              .seen = "frames were lost: what was not seen may have been there",
                              .noise = noise};
  }
  result_.device_spoke = std::ranges::any_of(trace_, is_advert);
  result_.verdict = result_.finding ? result_.finding->verdict : Verdict::pass;
  std::ranges::stable_sort(result_.timeline, {}, &TimelineMark::at);
  done_(std::move(result_));
}

void Context::fail(Finding finding) const {
  throw CaseEnded{std::move(finding)};
}

/// The case cannot be asked of this device, or in this lab.
void Context::fail_to_ask(FindingKind kind, std::string expected, std::string seen, std::uint32_t frame) const {
  fail({.verdict = Verdict::error,
        .kind = kind,
        .clause = clause(),
        .expected = std::move(expected),
        .seen = std::move(seen),
        .frame = frame});
}

/// The machine spoilt the question: to be asked again.
void Context::fail_to_tell(std::string expected, std::string seen) const {
  fail({.verdict = Verdict::inconclusive,
        .kind = FindingKind::lab,
        .clause = clause(),
        .expected = std::move(expected),
        .seen = std::move(seen),
        .noise = segment_.noise(result_.origin, segment_.now())});
}

/// Windows grow by what is not known of their cause: beyond this they would let everything pass.
void Context::require_known(const Cause& cause) const {
  if (cause.hi - cause.lo <= interval().duration() / 10) return;
  fail_to_tell(fmt::format("{} in time, to count from", cause.text),
               fmt::format("it was set in motion up to {} before it was seen", seconds_text(cause.hi - cause.lo)));
}

bool Context::is_gratuitous_for_device(const SeenArp& arp) const {
  return arp.is_gratuitous() && std::ranges::find(settings().addresses, arp.sender) != settings().addresses.end();
}

void Context::note_model(const Action& action, Instant at) {
  if (const auto* const sent = std::get_if<SendAdvertisement>(&action.order)) {
    model_adverts_.push_back(at);
    note({at, TimelineMark::Row::model, sent->priority == priority_stop ? '0' : 'A', 0});
  }
}

void Context::advance_model(Instant to) {
  while (const auto deadline = model_.next_deadline()) {
    if (*deadline > to) return;
    for (const Action& action : model_.advance(to)) note_model(action, *deadline);
  }
}

void Context::feed_model(Instant stamp, std::span<const std::uint8_t> octets) {
  const auto packet = wire::find_in_ethernet(octets);
  if (!packet) return;
  const auto received = wire::decode(packet->message, packet->ip, profile_);
  if (!received || wire::receive_check(*received, device(), settings().addresses, profile_)) return;
  advance_model(stamp);
  const std::optional<Instant> standing = model_.next_deadline();
  const AdvertisementReceived event{received->priority, received->max_adver_int, received->source};
  for (const Action& action : model_.handle(event, stamp)) note_model(action, stamp);
  if (model_.next_deadline() != standing) stimuli_.push_back({stamp, standing});
}

}  // namespace vrrpspec::harness
