#include "harness/lab/nic/nic_segment.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <utility>

#include "harness/lab/nic/nic_lab.hpp"
#include "model/assert.hpp"

namespace vrrpspec::harness {
namespace {

constexpr PortId only_port = 0;

}  // namespace

std::expected<std::unique_ptr<NicSegment>, Error> NicSegment::open(NicServices& services, const SegmentRequest& request,
                                                                   WirePort wire) {
  const auto link = link_state(services.interface);
  if (!link) return std::unexpected{link.error()};
  if (std::string why = objection_to(*link, services.interface); !why.empty()) return std::unexpected{Error{why}};
  std::error_code ignored;  // the capture says what is wrong with the folder
  std::filesystem::create_directories(request.directory, ignored);
  auto capture = PcapngWriter::create(request.directory / "case.pcapng", std::vector{services.interface});
  if (!capture) return std::unexpected{capture.error()};
  return std::unique_ptr<NicSegment>{new NicSegment{services, std::move(*capture), std::move(wire), *link}};
}

NicSegment::NicSegment(NicServices& services, PcapngWriter capture, WirePort wire, const LinkState& link)
    : services_{&services}, capture_{std::move(capture)}, wire_{std::move(wire)}, link_{link} {
  services_->segment = this;
  services_->speakers.begin_case();
  watch_ = services_->loop.watch(wire_.descriptor(), [this] {
    collect();
    dispatch();
  });
}

NicSegment::~NicSegment() {
  watch_.reset();
  services_->segment = nullptr;
  services_->silent_since = now();
  services_->lost_frames += wire_.lost();
  // Closing waits for other processors to let go of the socket: tens of milliseconds.
  services_->loop.offload([wire = std::make_shared<WirePort>(std::move(wire_))]() mutable { wire.reset(); }, [] {});
}

void NicSegment::fail(const Error& error) {
  if (std::exchange(failed_, true)) return;
  arrived_.clear();
  if (listener_ != nullptr) listener_->on_failure(error);
}

/// A frame that was sent while the link was down never came to the other end, and nobody was told.
void NicSegment::check_link() {
  const auto link = link_state(services_->interface);
  if (!link) return fail(link.error());
  if (*link == link_) return;
  const std::string why = objection_to(*link, services_->interface);
  fail({why.empty() ? fmt::format("the link of {} was lost for a while", services_->interface) : why});
}

Frame NicSegment::record(Direction direction, StampedOctets&& seen) {
  const auto written = capture_.write(
      {.realtime_ns = seen.realtime_ns,
       .direction = direction == Direction::from_device ? CaptureDirection::inbound : CaptureDirection::outbound,
       .octets = seen.octets,
       .original_length = seen.original_length});
  if (!written && !std::exchange(capture_failed_, true)) std::fprintf(stderr, "%s\n", written.error().message.c_str());
  return {.number = written.value_or(0),
          .stamp = services_->clock.instant_of(seen.realtime_ns),
          .direction = direction,
          .port = only_port,
          .octets = std::move(seen.octets)};
}

void NicSegment::collect() {
  services_->clock.follow();
  for (StampedOctets& seen : wire_.received()) {
    arrived_.push_back(record(Direction::from_device, std::move(seen)));
  }
}

/// Before anything is judged that may not have come, or have been sent, because of it: the link.
void NicSegment::dispatch() {
  check_link();
  while (!failed_ && !arrived_.empty()) {
    const Frame frame = std::move(arrived_.front());
    arrived_.pop_front();
    const Attribution whose = services_->speakers.attribute(frame.octets);
    if (whose.speaker == Speaker::rival) {
      const Error error{fmt::format("frame {}: {}", frame.number, whose.why)};
      if (!services_->even_if_alive) services_->closed = error;
      fail(error);
    } else if (whose.speaker == Speaker::device && listener_ != nullptr) {
      listener_->on_frame(frame);
    }
  }
}

std::vector<Frame> NicSegment::transmit(std::span<const std::uint8_t> octets) {
  if (failed_) return {};
  if (!services_->pace.take(now())) {
    fail({fmt::format("the case was about to send more than {} frames a second: a defect of vrrpspec",
                      most_frames_a_second)});
    return {};
  }
  collect();  // so that the capture stays in the order of time
  services_->speakers.sent(octets);
  auto sent = wire_.send(octets);
  if (!sent) return {};
  return {record(Direction::to_device, std::move(*sent))};
}

void NicSegment::set_alarm(std::optional<Instant> at) {
  alarm_.reset();
  alarm_at_ = at;
  if (at) alarm_ = services_->loop.alarm(*at, [this] { on_alarm(); });
}

void NicSegment::on_alarm() {
  collect();
  dispatch();  // nothing that arrived before the alarm is told after it
  if (!alarm_at_ || *alarm_at_ > now()) return;
  set_alarm(std::nullopt);
  if (listener_ != nullptr) listener_->on_alarm();
}

std::expected<Instant, Error> NicSegment::start_device(PortId /*port*/, const DeviceSettings& /*settings*/) {
  return std::unexpected{Error{"a device on a wire runs already"}};
}

Instant NicSegment::stop_device(PortId /*port*/) {
  VRRPSPEC_ASSERT(can_restart());
  return now();
}

/// What the device's own machine did is not known, and is the device's affair.
Noise NicSegment::noise(Instant from, Instant to) {
  services_->clock.follow();
  const Instant at = now();
  services_->noise.sample_stolen(at);
  Noise noise{.harness_stall = std::max({services_->noise.greatest_lateness(from, to), at - services_->next_tick,
                                         services_->metronome.greatest_lateness(from, to)}),
              .stolen = services_->noise.stolen().growth(from, to),
              .clock_step = services_->clock.steps().growth(from, to),
              .frames_lost = wire_.lost() > 0};
  if (noise.frames_lost) noise.harness_stall = to - from;  // a frame that was lost may be the one that was missed
  return noise;
}

Tolerance NicSegment::tolerance() const {
  return wire_tolerance;
}

}  // namespace vrrpspec::harness
