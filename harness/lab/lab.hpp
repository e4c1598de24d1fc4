// What a case sees of a lab: an Ethernet segment of its own, a clock, an alarm, and the devices on the segment. The
// same case runs in every lab, because nothing here says how time passes or what a frame travels on.
#pragma once

#include <cstdint>
#include <expected>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "harness/dut/device.hpp"
#include "harness/error.hpp"
#include "harness/lab/noise_certificate.hpp"
#include "harness/lab/timer_slack.hpp"
#include "harness/lab/wire_rules.hpp"
#include "model/time.hpp"

namespace vrrpspec::harness {

enum class Direction : std::uint8_t { from_device, to_device };

/// A frame as the wire recorded it.
struct Frame {
  std::uint32_t number{0};  ///< 1-based: the frame's number in the capture file of the case
  Instant stamp;            ///< the kernel's (netns), or exact (sim)
  Direction direction{Direction::from_device};
  PortId port{0};  ///< the device's port it was seen on
  std::vector<std::uint8_t> octets;
};

struct DeviceReady {};
struct DeviceNotReady {
  std::string why;  ///< "no line matched /…/ within 5 s", with the last lines of its output
};
struct DeviceExited {
  std::string how;          ///< "exit status 0", "killed by SIGSEGV"
  bool expected{false};     ///< after stop_device()
  std::string last_output;  ///< last lines of its log
  /// Killed by the lab because not all of it stopped in time, ended by a signal that nobody asked it to end by, or by
  /// the stop signal that its first process did not pass on: how it ended says nothing of how it stops.
  bool forced{false};
};
using DeviceEvent = std::variant<DeviceReady, DeviceNotReady, DeviceExited>;

/// What the machine can be blamed for between two instants; all zero in virtual time. Sums, except where noted.
struct Noise {
  Duration target_waiting{};  ///< the target's processes were runnable but not running (schedstat, field 2)
  Duration target_blocked{};  ///< the target's processes were blocked in the kernel (state D), sampled
  /// Tasks of ordinary priority, the kernel's own workers among them, got no processor while interfaces of the target
  /// were changing: a target that waits for an interface waits for those workers.
  Duration workers_waiting{};
  /// The greatest lateness of the harness's own timers, its metronome among them; the whole time when frames were lost.
  Duration harness_stall{};
  Duration stolen{};        ///< the hypervisor ran something else
  Duration throttled{};     ///< the quota of a control group of the target was used up
  Duration clock_step{};    ///< the stamps' clock jumped against the monotonic clock (magnitude)
  bool frames_lost{false};  ///< since the case began: what was not seen may have been there
  [[nodiscard]] Duration total() const {
    return target_waiting + target_blocked + workers_waiting + harness_stall + stolen + throttled + clock_step;
  }
};

/// How far a punctual device may appear from the exact instant in this lab.
struct Tolerance {
  Duration link{};           ///< wire, stamps and processing of one event
  bool calibrated{false};    ///< `link` was measured in this lab
  TimerSlack timer_slack{};  ///< the kernel may round a time-out of the device up by so much
  /// The device has a clock of its own, which may be faster or slower than ours by this fraction: the only thing here
  /// that may make it early.
  double clock_fraction{0.0};
};

/// Upcalls of a segment, in the order of time. They may transmit and set the alarm, but not destroy the segment.
class SegmentListener {
 public:
  virtual ~SegmentListener() = default;
  virtual void on_frame(const Frame& frame) = 0;
  virtual void on_alarm() = 0;
  virtual void on_device(PortId port, const DeviceEvent& event) = 0;
  /// The segment cannot carry on: in a lab whose wire is not its own.
  virtual void on_failure(const Error& /*error*/) {}
};

/// One case's world. Destroying it ends its devices and removes what it made.
class Segment {
 public:
  virtual ~Segment() = default;
  virtual void set_listener(SegmentListener* listener) = 0;
  [[nodiscard]] virtual Instant now() const = 0;
  /// At most one alarm is pending; a new one replaces it, an empty one cancels it. on_alarm() is never early.
  virtual void set_alarm(std::optional<Instant> at) = 0;

  /// The tester puts a frame on the wire towards every port the rules allow. Returns the records of the copies that
  /// left at once, already in the capture; on_frame() is not called for them.
  virtual std::vector<Frame> transmit(std::span<const std::uint8_t> octets) = 0;
  virtual WireRules& rules() = 0;

  /// Without it the device runs already, and start_device() and stop_device() must not be called.
  [[nodiscard]] virtual bool can_restart() const { return true; }
  /// Starts the device of a port; DeviceReady or DeviceNotReady follows, later perhaps DeviceExited. Returns the
  /// instant before anything of the device could run.
  virtual std::expected<Instant, Error> start_device(PortId port, const DeviceSettings& settings) = 0;
  /// Asks the device to stop (its stop signal); DeviceExited follows, by force when its time is up. Returns the instant
  /// before the signal.
  virtual Instant stop_device(PortId port) = 0;

  virtual Noise noise(Instant from, Instant to) = 0;
  [[nodiscard]] virtual Tolerance tolerance() const = 0;
};

struct SegmentRequest {
  std::filesystem::path directory;           ///< results of the case: case.pcapng, target.log, target.conf …
  std::vector<IpAddress> primary_addresses;  ///< one port each, numbered with this address
  unsigned prefix_length{24};
};

/// Its segments must be gone before it is destroyed.
class Lab {
 public:
  virtual ~Lab() = default;
  [[nodiscard]] virtual std::string_view name() const = 0;
  using Opened = std::function<void(std::expected<std::unique_ptr<Segment>, Error>)>;
  /// `opened` is called from run(), never from inside open().
  virtual void open(const SegmentRequest& request, Opened opened) = 0;
  /// Calls `task` from run(), soon: the only safe place to destroy a segment.
  virtual void post(std::function<void()> task) = 0;
  /// Calls `task` from run() about every `period` of wall time until another task, perhaps none, takes its place. A lab
  /// in virtual time does not: nobody waits for it.
  virtual void set_tick(Duration /*period*/, std::function<void()> /*task*/) {}
  /// Dispatches until stop().
  virtual void run() = 0;
  virtual void stop() = 0;
  /// The signal (SIGINT, SIGTERM) that ended run() instead of stop(), in a lab that takes signals.
  [[nodiscard]] virtual std::optional<int> interrupted() const { return std::nullopt; }
  /// Whether one more case would not have to fight for a processor.
  [[nodiscard]] virtual bool admits() const { return true; }
  /// What the machine was like since the lab was made; nothing where no machine takes part.
  [[nodiscard]] virtual std::optional<NoiseCertificate> certificate() const { return std::nullopt; }
};

}  // namespace vrrpspec::harness
