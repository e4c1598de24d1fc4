// What the monitor says of a case. It judges every advert of the device by itself: it knows the device's parameters and
// what the device was sent and when, and nothing of what the case expects. A case and its witness that contradict each
// other are a defect of ours (docs/adr/0016-judge-by-hypotheses.md).
#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "harness/dut/device.hpp"
#include "harness/lab/lab.hpp"
#include "harness/verdict/verdict.hpp"
#include "model/monitor/router_monitor.hpp"
#include "model/monitor/sighting.hpp"

namespace vrrpspec::harness {

class Witness {
 public:
  Witness(const DeviceSettings& settings, const Profile& profile);

  /// The protocol started on the device at an instant of the window. Without it the device runs already.
  void started(monitor::Window at);
  /// From then on it may do anything, until it is started again.
  void stopped(Instant at);
  /// A frame of the tester; what the device need not read as an advert is none.
  void heard(Instant at, std::uint32_t frame, std::span<const std::uint8_t> octets);
  /// An advert of the device. Its fields are for others to judge: it is taken for one with the device's parameters, or
  /// with priority 0.
  void sent(Instant at, std::uint32_t frame, bool stops);
  /// What was seen until then is not to be judged.
  void forget(Instant until);

  /// The case holds that this advert came in time.
  void in_time(std::uint32_t frame) { in_time_.push_back(frame); }
  /// The case holds that no advert is due between them.
  void forbidden(monitor::Window span) { forbidden_.push_back(span); }
  /// The case holds the opposite.
  [[nodiscard]] bool contradicts(const monitor::Finding& found) const;

  /// That any timer of the device may be set to.
  [[nodiscard]] Duration longest_timer() const;
  /// Whether everything is known: when the device was started, and which frames it must heed.
  [[nodiscard]] bool is_certain() const;
  /// What no conforming router could have done until `end`, when it may seem so far from the exact instant.
  [[nodiscard]] std::vector<monitor::Finding> testify(const monitor::Tolerances& tolerances, Instant end) const;
  /// The faults each of which alone explains every advert, though a conforming router does not.
  [[nodiscard]] std::vector<const Mutant*> explanations(const monitor::Tolerances& tolerances, Instant end) const;

 private:
  struct Started {
    monitor::Window at;
  };
  struct Stopped {};
  struct Received {
    monitor::Heard input;
    monitor::Acceptance acceptance;
  };
  struct Happening {
    Instant at;
    std::variant<Started, Stopped, Received, monitor::RouterMonitor::OwnAdvert> what;
  };

  [[nodiscard]] monitor::RouterMonitor judge(const monitor::Tolerances& tolerances, Instant end,
                                             const Mutant* fault) const;

  Parameters parameters_;
  AddressList addresses_;
  const Profile* profile_;
  monitor::Sighting own_;          ///< an advert as the device sends it
  Centiseconds longest_interval_;  ///< that it may have learnt
  std::vector<Happening> happenings_;
  std::vector<std::uint32_t> in_time_;
  std::vector<monitor::Window> forbidden_;
  Instant begin_{Instant::min()};
};

struct Testimony {
  std::optional<Finding> defect;  ///< case and witness contradict each other
  std::string aside;    ///< what the device did besides, at an instant of which the case says nothing; empty: nothing
  std::string reading;  ///< of a failure: the faults each of which alone explains every advert; empty: none, or many
};
/// To be asked of a case that passed or failed. A pass is held against what no conforming router could have done even
/// if all that the machine is to blame for had struck at once; a failure that is about the instant of an advert against
/// what conforms to the nanosecond.
Testimony testimony(const Witness& witness, const CaseResult& result, const Tolerance& tolerance, const Noise& noise,
                    Instant end);

}  // namespace vrrpspec::harness
