// A segment of the lab nic: the interface for the length of one case.
#pragma once

#include <cstdint>
#include <deque>
#include <expected>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "harness/capture/pcapng_writer.hpp"
#include "harness/lab/lab.hpp"
#include "harness/lab/nic/link_state.hpp"
#include "harness/lab/nic/pace.hpp"
#include "harness/lab/nic/speakers.hpp"
#include "harness/lab/real_time/clock.hpp"
#include "harness/lab/real_time/loop.hpp"
#include "harness/lab/real_time/machine_noise.hpp"
#include "harness/lab/real_time/metronome.hpp"
#include "harness/lab/real_time/wire_port.hpp"

namespace vrrpspec::harness {

class NicSegment;

/// What outlives a segment.
struct NicServices {
  NicServices(std::string on, const WireParties& parties)
      : interface{std::move(on)}, speakers{parties}, even_if_alive{parties.even_if_alive} {}
  std::string interface;
  Speakers speakers;
  bool even_if_alive;
  Loop loop;
  Clock clock;
  MachineNoise noise;
  Metronome metronome;
  std::uint64_t lost_frames{0};  ///< of segments that are closed
  Pace pace;
  Instant next_tick;
  NicSegment* segment{nullptr};  ///< the one that is open
  Instant silent_since;          ///< when the last one ended
  std::optional<Error> closed;   ///< why nothing is sent any more
};

class NicSegment final : public Segment {
 public:
  static std::expected<std::unique_ptr<NicSegment>, Error> open(NicServices& services, const SegmentRequest& request,
                                                                WirePort wire);
  ~NicSegment() override;

  void set_listener(SegmentListener* listener) override { listener_ = listener; }
  [[nodiscard]] Instant now() const override { return Clock::now(); }
  void set_alarm(std::optional<Instant> at) override;
  std::vector<Frame> transmit(std::span<const std::uint8_t> octets) override;
  /// Not heeded: the wire is not ours.
  WireRules& rules() override { return rules_; }
  [[nodiscard]] bool can_restart() const override { return false; }
  std::expected<Instant, Error> start_device(PortId port, const DeviceSettings& settings) override;
  Instant stop_device(PortId port) override;
  Noise noise(Instant from, Instant to) override;
  [[nodiscard]] Tolerance tolerance() const override;

  [[nodiscard]] std::uint64_t lost_frames() const { return wire_.lost(); }
  /// Ends the case if the link is not as it was when the case began.
  void check_link();

 private:
  NicSegment(NicServices& services, PcapngWriter capture, WirePort wire, const LinkState& link);
  Frame record(Direction direction, StampedOctets&& seen);
  void collect();
  void dispatch();
  void on_alarm();
  void fail(const Error& error);

  NicServices* services_;
  PcapngWriter capture_;
  WirePort wire_;
  LinkState link_;  ///< when the case began
  SegmentListener* listener_{nullptr};
  WireRules rules_;
  std::deque<Frame> arrived_;  ///< recorded, but not yet told to the listener
  std::optional<Instant> alarm_at_;
  Loop::Handle alarm_;
  Loop::Handle watch_;
  bool failed_{false};
  bool capture_failed_{false};
};

}  // namespace vrrpspec::harness
