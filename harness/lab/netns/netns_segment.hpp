// A segment of the netns lab: one namespace a port, and the wire between them in this process.
#pragma once

#include <cstdint>
#include <deque>
#include <expected>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "harness/capture/pcapng_writer.hpp"
#include "harness/lab/lab.hpp"
#include "harness/lab/netns/device_runner.hpp"
#include "harness/lab/netns/link_news.hpp"
#include "harness/lab/netns/network_script.hpp"
#include "harness/lab/netns/throttling.hpp"
#include "harness/lab/netns/waiting_meter.hpp"
#include "harness/lab/real_time/clock.hpp"
#include "harness/lab/real_time/loop.hpp"
#include "harness/lab/real_time/machine_noise.hpp"
#include "harness/lab/real_time/metronome.hpp"
#include "harness/lab/real_time/wire_port.hpp"

namespace vrrpspec::harness {

class NetnsSegment;

/// What the segments of a lab share.
struct NetnsServices {
  Loop loop;
  Clock clock;
  MachineNoise noise;
  ThrottleMeter throttling;
  std::optional<Metronome> metronome;           ///< in real time
  std::optional<Metronome> ordinary_metronome;  ///< in real time
  Device device;
  Duration resolution{};   ///< Tolerance::link
  bool is_virtual{false};  ///< time stands while anything runs: see NetnsTime
  bool real_time{false};   ///< the devices have real-time priority
  Instant next_tick;
  std::uint64_t lost_frames{0};  ///< by segments that are gone
  std::vector<NetnsSegment*> segments;
};

/// A port's wire, and what is heard of the interfaces at its far end.
struct Wire {
  WirePort port;
  std::optional<LinkNews> links;  ///< in real time
};

class NetnsSegment final : public Segment {
 public:
  /// The network of `names` exists, with its wire's ends opened; the segment removes it in the end.
  static std::expected<std::unique_ptr<NetnsSegment>, Error> open(NetnsServices& services,
                                                                  const SegmentRequest& request,
                                                                  const std::vector<PortNames>& names,
                                                                  std::vector<Wire> wires);
  ~NetnsSegment() override;

  void set_listener(SegmentListener* listener) override { listener_ = listener; }
  [[nodiscard]] Instant now() const override { return Clock::now(); }
  void set_alarm(std::optional<Instant> at) override;
  std::vector<Frame> transmit(std::span<const std::uint8_t> octets) override;
  WireRules& rules() override { return rules_; }
  std::expected<Instant, Error> start_device(PortId port, const DeviceSettings& settings) override;
  Instant stop_device(PortId port) override;
  Noise noise(Instant from, Instant to) override;
  /// With the slack of the device's threads as far as they were seen; noise() looks at them anew.
  [[nodiscard]] Tolerance tolerance() const override;

  using ProcessesByNameSpace = std::map<NameSpaceId, std::vector<pid_t>>;
  void follow_processes(const ProcessesByNameSpace& processes, Instant now);
  void sample_waiting(Instant now);
  /// Of any control group of its devices.
  [[nodiscard]] Duration throttled(Instant from, Instant to) const;
  /// Frames of its devices that the kernel could not keep for us.
  [[nodiscard]] std::uint64_t lost_frames() const;

 private:
  struct Port {
    PortNames names;
    Wire wire;
    std::unique_ptr<DeviceRunner> runner;
    WaitingMeter waiting;
    std::vector<pid_t> placed;  ///< processes whose control groups are among …
    Groups groups;              ///< … these
    Loop::Handle watch;
    Loop::Handle link_watch;
  };
  struct DelayedCopy {
    PortId to;
    std::vector<std::uint8_t> octets;
  };

  NetnsSegment(NetnsServices& services, PcapngWriter capture);
  std::expected<void, Error> add_port(const SegmentRequest& request, const PortNames& names, Wire wire);
  [[nodiscard]] PortId port_count() const { return static_cast<PortId>(ports_.size()); }

  Frame record(PortId port, Direction direction, StampedOctets&& seen);
  void collect();
  void dispatch();
  void deliver(const Frame& frame);
  std::vector<Frame> pass_on(PortId from, std::span<const std::uint8_t> octets);
  std::optional<Frame> send(PortId to, std::span<const std::uint8_t> octets);
  void schedule_delayed();
  void send_delayed();
  Instant look_at_processes();
  void on_alarm();

  NetnsServices* services_;
  PcapngWriter capture_;
  SegmentListener* listener_{nullptr};
  WireRules rules_;
  std::vector<std::unique_ptr<Port>> ports_;

  std::deque<Frame> arrived_;  ///< recorded, but not yet told to the listener
  std::multimap<Instant, DelayedCopy> delayed_;
  Loop::Handle delayed_alarm_;
  std::optional<Instant> alarm_at_;
  Loop::Handle alarm_;
  bool capture_failed_{false};
};

}  // namespace vrrpspec::harness
