#include "harness/suite/context.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "harness/suite/awaiting.hpp"
#include "model/assert.hpp"
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

void Context::start(Duration delay) {
  begins_ = segment_.now() + delay;
  segment_.set_alarm(begins_);
}

void Context::begin() {
  begins_.reset();
  result_.origin = segment_.now();
  body_ = case_.body(*this);
  body_.start();
  if (body_.done()) finish();
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
  if (!begun) {
    fail({.verdict = Verdict::error,
          .kind = FindingKind::device,
          .clause = case_.clauses.front(),
          .expected = "the device starts",
          .seen = begun.error().message});
  }
  result_.origin = *begun;
  for (const Action& action : model_.handle(Startup{}, *begun)) note_model(action, *begun);
  waiting_for_ = "the device to be ready";
  DeviceChange change{*this};
  const DeviceEvent event = co_await change;
  if (!std::holds_alternative<DeviceReady>(event)) {
    fail({.verdict = Verdict::error,
          .kind = FindingKind::device,
          .clause = case_.clauses.front(),
          .expected = "the device becomes ready",
          .seen = missing_reason(event)});
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
  static_cast<void>(event);
  co_return Cause{asked, segment_.now(), 0, "the request to stop"};
}

Cause Context::send(const AdvertFrame& frame) {
  const std::vector<std::uint8_t> octets = build(frame);
  const std::vector<Frame> records = segment_.transmit(octets);
  if (records.empty()) {
    fail({.verdict = Verdict::error,
          .kind = FindingKind::lab,
          .clause = case_.clauses.front(),
          .expected = "the wire carries the tester's frame",
          .seen = "the frame did not leave"});
  }
  const Frame& record = records.front();
  note({record.stamp, TimelineMark::Row::tester, frame.priority == 0 ? '0' : 'A', record.number});
  feed_model(record.stamp, octets);
  return {record.stamp, record.stamp, record.number, fmt::format("frame {}", record.number)};
}

void Context::repeat(const AdvertFrame& frame, Duration period) {
  VRRPSPEC_ASSERT(!repetition_ && period > Duration::zero());
  const Cause first = send(frame);
  repetition_ = Repetition{frame, period, first.hi + period, first};
}

Cause Context::stop_repeating() {
  VRRPSPEC_ASSERT(repetition_);
  Cause last = repetition_->last;
  repetition_.reset();
  return last;
}

Script<> Context::sleep(Duration duration) {
  const Instant now = segment_.now();
  Next nothing{*this, {}, now, now + duration};
  co_await nothing;
}

Script<Cause> Context::become_backup(Centiseconds learnt) {
  const Duration period = std::min(learnt, interval()).duration();
  const AdvertFrame hold = advert(hold_priority, learnt);
  repeat(hold, period);
  co_await start_device();
  co_await sleep(2 * period + period / 4);
  stop_repeating();
  if (const auto spoke = std::ranges::find_if(trace_, [](const SeenFrame& seen) { return seen.advert.has_value(); });
      spoke != trace_.end()) {
    fail({.verdict = Verdict::error,
          .kind = FindingKind::device,
          .clause = case_.clauses.front(),
          .expected = fmt::format("a Backup to begin with: the tester advertises priority {} from before the start",
                                  hold_priority),
          .seen = fmt::format("an ADVERTISEMENT of the device, frame {}; the case cannot be asked", spoke->number),
          .frame = spoke->number});
  }
  co_return send(hold);
}

Script<DueAdvert> Context::become_master() {
  const Cause last = co_await become_backup();
  const Due due = after_master_down_interval(last, interval(), "S-365"_clause);
  waiting_for_ = "the device to become Master";
  Next next{*this, is_advert, last.lo, last.hi + 2 * due.nominal + patience};
  const SeenFrame* const seen = co_await next;
  if (seen == nullptr) {
    fail({.verdict = Verdict::error,
          .kind = FindingKind::device,
          .clause = case_.clauses.front(),
          .expected = "a Master to begin with: the tester fell silent",
          .seen = fmt::format("no ADVERTISEMENT of the device within {} of {}; the case cannot be asked",
                              seconds_text(next.deadline() - last.hi), last.text)});
  }
  co_return DueAdvert{*seen->advert,
                      {std::min(last.lo + due.nominal - due.rounding, seen->stamp), seen->stamp, seen->number,
                       fmt::format("frame {}", seen->number)}};
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
  if (repetition_ && now >= repetition_->next) repeat_once(now);
  if (finished_) return;
  if (waiter_ != nullptr && waiter_->expired(now, second_ring)) {
    resume();
    return;
  }
  arm();
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
             .clause = case_.clauses.front(),
             .expected = "the device keeps running",
             .seen = missing_reason(event)};
  if (waiter_ != nullptr) resume();
}

void Context::arm() {
  std::optional<Instant> at;
  if (repetition_) at = repetition_->next;
  if (waiter_ != nullptr) at = at ? std::min(*at, waiter_->alarm()) : waiter_->alarm();
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
                              .kind = FindingKind::vacuous,
                              .clause = case_.clauses.front(),
                              .expected = "at least one demand",
                              .seen = "the case asked for nothing"};
  }
  result_.verdict = result_.finding ? result_.finding->verdict : Verdict::pass;
  std::ranges::stable_sort(result_.timeline, {}, &TimelineMark::at);
  done_(std::move(result_));
}

void Context::fail(Finding finding) const {
  throw CaseEnded{std::move(finding)};
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
