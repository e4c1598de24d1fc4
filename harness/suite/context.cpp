#include "harness/suite/context.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "harness/suite/awaiting.hpp"
#include "harness/suite/settings.hpp"
#include "harness/text/duration.hpp"
#include "model/assert.hpp"
#include "model/wire/packet.hpp"

namespace vrrpspec::harness {

namespace {

/// Frames stamped before an alarm may still be unread when it rings; they are by the second ring.
constexpr Duration second_ring = std::chrono::milliseconds{2};

DeviceSettings settings_for(const Case& test_case, const Profile& profile, Family family) {
  DeviceSettings settings = test_case.settings(protocol_of(profile, family));
  settings.profile = &profile;
  return settings;
}

}  // namespace

Context::Context(const Case& test_case, const Profile& profile, Family family, Segment& segment, Done done)
    : case_{test_case},
      profile_{profile},
      settings_{settings_for(test_case, profile, family)},
      segment_{segment},
      done_{std::move(done)},
      witness_{settings_, profile},
      model_{settings_.parameters, profile} {
  result_.id = case_.id;
  result_.clauses = clauses_in(case_, protocol_of(profile, family));
  result_.level = case_.level;
  result_.tester_address = to_string(tester_address(family));
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
  frame.source = tester_address(device().family);
  frame.version = static_cast<std::uint8_t>(settings().version);
  frame.vrid = device().vrid.number();
  frame.priority = static_cast<std::uint8_t>(priority);
  frame.max_adver_int = adver_int_field(settings().version, interval);
  frame.addresses.assign(settings().addresses.begin(), settings().addresses.end());
  frame.plain_ipv4_checksum = profile_.ipv4_checksum == Ipv4Checksum::plain;
  return frame;
}

Cause Context::send(const AdvertFrame& frame) {
  const std::vector<std::uint8_t> octets = build(frame);
  const std::vector<Frame> records = segment_.transmit(octets);
  if (records.empty() && broken_) fail(*broken_);
  if (records.empty()) {
    fail_to_ask(FindingKind::lab, "the wire carries the tester's frame", "the frame did not leave");
  }
  const Frame& record = records.front();
  note({record.stamp, TimelineMark::Row::tester, frame.priority == 0 ? '0' : 'A', record.number});
  feed_model(record.stamp, octets);
  witness_.heard(record.stamp, record.number, octets);
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

void Context::on_frame(const Frame& frame) {
  if (finished_ || frame.direction != Direction::from_device) return;
  SeenFrame seen{.number = frame.number,
                 .stamp = frame.stamp,
                 .advert = read_advert(frame.octets),
                 .arp = read_arp(frame.octets),
                 .neighbor = read_neighbor_advertisement(frame.octets)};
  if (!seen.advert && !seen.arp && !seen.neighbor) return;
  if (seen.advert) {
    witness_.sent(seen.stamp, seen.number, seen.advert->priority == 0);
    note({frame.stamp, TimelineMark::Row::target, seen.advert->priority == 0 ? '0' : 'A', frame.number});
  } else if (announces_device(seen)) {
    note({frame.stamp, TimelineMark::Row::target, seen.arp ? 'G' : 'N', frame.number});
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
  if (broken_ && waiting_) {
    resume();
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

void Context::on_failure(const Error& error) {
  if (finished_) return;
  broken_ = {.verdict = Verdict::error,
             .kind = FindingKind::lab,
             .clause = clause(),
             .expected = "the wire carries frames until the case ends",
             .seen = error.message};
  repetition_.reset();
  segment_.set_alarm(segment_.now());  // it may have been found while the body was sending
}

void Context::arm() {
  Instant at = broken_ ? segment_.now() : limit_;
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
  const bool judged = !result_.finding || result_.finding->verdict == Verdict::fail;
  if (judged && noise.frames_lost) {
    result_.finding = Finding{.verdict = Verdict::inconclusive,
                              .kind = FindingKind::lab,
                              .clause = clause(),
                              .expected = "a capture without gaps",
                              .seen = "frames were lost: what was not seen may have been there",
                              .noise = noise};
  }
  Testimony given = testimony(witness_, result_, segment_.tolerance(), noise, segment_.now());
  if (given.defect) result_.finding = std::move(given.defect);
  if (result_.finding && result_.finding->reading.empty()) result_.finding->reading = std::move(given.reading);
  result_.aside = std::move(given.aside);
  result_.device_spoke = std::ranges::any_of(trace_, is_advert);
  if (!result_.finding && !result_.device_spoke) {
    result_.finding = Finding{.verdict = Verdict::error,
                              .kind = FindingKind::device,
                              .clause = clause(),
                              .expected = "a router, which advertises at some time of each case",
                              .seen = "no ADVERTISEMENT of the device at all: its silence proves nothing"};
  }
  result_.verdict = result_.finding ? result_.finding->verdict : Verdict::pass;
  std::ranges::stable_sort(result_.timeline, {}, &TimelineMark::at);
  done_(std::move(result_));
}

void Context::fail(Finding finding) const {
  const Protocol protocol = protocol_of(profile_, device().family);
  finding.clause = clause_in(finding.clause, protocol).value_or(finding.clause);
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
    note_deadline(*deadline, true);
  }
}

void Context::feed_model(Instant stamp, std::span<const std::uint8_t> octets) {
  const auto packet = wire::find_in_ethernet(octets);
  if (!packet) return;
  const auto received = wire::decode(packet->message, packet->ip, profile_);
  if (!received || wire::receive_check(*received, device(), settings().addresses, profile_)) return;
  advance_model(stamp);
  const std::optional<Instant> deadline = model_.next_deadline();
  const std::optional<Expiry> standing = expiry();
  const AdvertisementReceived event{received->priority, received->max_adver_int, received->source};
  for (const Action& action : model_.handle(event, stamp)) note_model(action, stamp);
  if (model_.next_deadline() == deadline) return;
  stimuli_.push_back({stamp, standing});
  note_deadline(stamp, false);
}

}  // namespace vrrpspec::harness
