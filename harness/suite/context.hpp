// What a case body says and asks. A Context runs one body on one segment: it sends and repeats adverts, waits for what
// is due, forbids what is not, and turns the first demand that does not hold into a finding with its evidence.
//
// Beside the body runs the model itself, fed with the same stimuli as early as the device could have seen them. It is
// the second opinion: a demand of the body that the model does not share is a defect of ours and ends the case as an
// error, and so is a verdict that the monitor, asked about all adverts when the case has ended, contradicts. It also
// tells what the device would still have been entitled to do had it not yet read the latest stimulus, which is the only
// excuse there is for being early.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "harness/frame/advert_frame.hpp"
#include "harness/frame/seen.hpp"
#include "harness/lab/lab.hpp"
#include "harness/suite/script.hpp"
#include "harness/suite/suite.hpp"
#include "harness/suite/witness.hpp"
#include "harness/verdict/verdict.hpp"
#include "harness/verdict/waiting.hpp"
#include "model/virtual_router.hpp"

namespace vrrpspec::harness {

/// An instant to count from, known up to an interval: whatever it caused was set in motion between lo and hi.
struct Cause {
  Instant lo;
  Instant hi;
  std::uint32_t frame{0};  ///< 0: not a frame
  std::string text;        ///< "frame 12", "the start of the device"
};

/// A frame of the device, as read.
struct SeenFrame {
  std::uint32_t number{0};
  Instant stamp;
  std::optional<SeenAdvert> advert{};
  std::optional<SeenArp> arp{};
  std::optional<SeenNeighborAdvertisement> neighbor{};
};

/// An advert that came when it was due: its fields, and the cause of what follows it.
struct DueAdvert {
  SeenAdvert advert;
  Cause cause;
};

/// Another time at which a device with a known misunderstanding would have acted, and the clause it then breaks.
struct Misreading {
  Duration nominal{};
  ClauseKey clause;
  std::string text;
};

/// When the RFC wants something: `nominal` after the cause; up to `rounding` earlier, and up to `allowance` later, is
/// the RFC's freedom.
struct Due {
  Cause cause;
  Duration nominal{};
  Duration rounding{};
  Duration allowance{};
  std::vector<WindowTerm> terms;
  ClauseKey clause;                   ///< broken by a frame at another time that no misreading explains
  std::optional<ClauseKey> absent{};  ///< broken when no frame comes; `clause` unless given
  std::vector<Misreading> misreadings{};
};

/// Several times what the longest case takes.
inline constexpr Duration default_case_limit = std::chrono::seconds{90};

class Context final : private SegmentListener {
 public:
  using Done = std::function<void(CaseResult)>;
  /// `done` is called once, from an upcall of the segment or from start(); the Context must outlive that call.
  Context(const Case& test_case, const Profile& profile, Family family, Segment& segment, Done done);
  ~Context() override;
  Context(const Context&) = delete;
  Context& operator=(const Context&) = delete;

  /// The body begins `delay` from now; it is an error when it has not ended `limit` later.
  void start(Duration delay = Duration::zero(), Duration limit = default_case_limit);
  /// What the case waits for, for people who wait with it; nothing when it has ended.
  [[nodiscard]] std::optional<Waiting> waiting() const;

  // The parties.
  [[nodiscard]] const Parameters& device() const { return settings_.parameters; }
  [[nodiscard]] const DeviceSettings& settings() const { return settings_; }
  [[nodiscard]] const Profile& profile() const { return profile_; }
  [[nodiscard]] bool is_ipv6() const { return device().family == Family::ipv6; }
  /// The demand in question: the first of the case's clauses.
  [[nodiscard]] ClauseKey clause() const { return case_.clauses.front(); }
  [[nodiscard]] Centiseconds interval() const { return device().advertisement_interval; }
  /// A truthful advert of the tester, which is a router with a lower address than the device.
  [[nodiscard]] AdvertFrame advert(unsigned priority, Centiseconds interval) const;
  [[nodiscard]] AdvertFrame advert(unsigned priority) const { return advert(priority, interval()); }

  // Stimuli.
  /// Where the device runs already, whatever it has sent until it could have heeded the tester is forgotten.
  Script<> start_device();
  /// Whether the device can be started and stopped; otherwise it runs already, and for ever.
  [[nodiscard]] bool can_restart() const { return segment_.can_restart(); }
  /// Asks the device to stop and waits until it has; the cause is the request.
  Script<Cause> stop_device();
  /// When the device was started: between the instant its process was made and the instant it said it was ready.
  [[nodiscard]] const Cause& started() const;
  Cause send(const AdvertFrame& frame);
  /// Sends now, and again every `period` until stop_repeating(). They return the first and the last one sent.
  Cause repeat(const AdvertFrame& frame, Duration period);
  Cause stop_repeating();
  Script<> sleep(Duration duration);
  /// Sleeps until `phase` after the cause. A tester that wakes up too late for the phase ends the case as inconclusive.
  Script<> sleep_until_phase(Cause cause, Duration phase);

  // Ways into a state; what happens on the way is not judged beyond what makes the state certain.
  /// Starts the device while the tester is a Master with the given interval, and sends its last advert.
  Script<Cause> become_backup(Centiseconds learnt);
  Script<Cause> become_backup() { return become_backup(interval()); }
  /// Makes it Master first, so that it was heard, and then Backup of a tester that goes on advertising (repeat()).
  Script<> become_backup_after_being_master();
  /// Makes it Backup, falls silent, and returns its first advert as Master.
  Script<DueAdvert> become_master();
  /// Starts an address owner and returns its first advert.
  Script<DueAdvert> become_master_as_owner();

  // Times.
  /// Startup is the implementation's: it may begin a second after the device said it was ready.
  [[nodiscard]] Due at_startup(ClauseKey clause) const;
  [[nodiscard]] Due immediately_after(const Cause& cause, ClauseKey clause) const;
  [[nodiscard]] Due after_master_down_interval(const Cause& cause, Centiseconds learnt, ClauseKey clause) const;
  [[nodiscard]] Due after_skew_time(const Cause& cause, Centiseconds learnt, ClauseKey clause) const;
  [[nodiscard]] Due after_advertisement_interval(const Cause& cause, ClauseKey clause) const;

  // Demands.
  /// The next advert of the device comes within the window, not before and not after.
  Script<DueAdvert> expect_advert(Due due);
  /// An advert that came in time after the one before it also came in time after an earlier cause.
  void require_on_time(const Due& due, const DueAdvert& advert);
  /// The device sends `count` more adverts, at any time.
  Script<> await_adverts(unsigned count);
  /// Of the adverts between the request to stop and the end of the device the last has priority 0.
  DueAdvert require_priority_zero_at_last(const Cause& stop);
  /// No advert of the device within `duration` after the cause.
  Script<> forbid_adverts(Cause cause, Duration duration, ClauseKey clause, std::string sentence);
  /// For each address, after the cause: a gratuitous ARP request, or an unsolicited Neighbor Advertisement, with the
  /// virtual router MAC address.
  Script<> expect_announcements(Cause cause, ClauseKey clause);
  /// No announcement of an address of the virtual router was seen between the start of the device and an instant until
  /// which it cannot have become Master.
  void forbid_announcements(Instant until, ClauseKey clause);
  /// A demand on the content of a frame.
  void require(bool holds, ClauseKey clause, std::string expected, std::string seen, std::uint32_t frame);

  /// All that the device has sent so far.
  [[nodiscard]] const std::vector<SeenFrame>& trace() const { return trace_; }

 private:
  struct Next;
  struct DeviceChange;
  struct Repetition {
    AdvertFrame frame;
    Duration period{};
    Instant next;
    Cause last;
  };
  /// When the model's timer expires, how soon that of a conforming router may, and which timer it is.
  struct Expiry {
    Instant exact;
    Instant earliest;
    State state{State::backup};
  };
  /// A stimulus that moved the model's timer, and the one that it replaced.
  struct Stimulus {
    Instant stamp;
    std::optional<Expiry> standing;
  };

  void on_frame(const Frame& frame) override;
  void on_alarm() override;
  void on_device(PortId port, const DeviceEvent& event) override;
  void on_failure(const Error& error) override;

  void begin();
  Script<> take_over_running_device();
  void repeat_once(Instant now);
  void give_up();
  void arm();
  void resume();
  void finish();
  [[noreturn]] void fail(Finding finding) const;
  [[noreturn]] void fail_to_ask(FindingKind kind, std::string expected, std::string seen,
                                std::uint32_t frame = 0) const;
  [[noreturn]] void fail_to_tell(std::string expected, std::string seen) const;
  void require_known(const Cause& cause) const;
  void feed_model(Instant stamp, std::span<const std::uint8_t> octets);
  void advance_model(Instant to);
  void note_model(const Action& action, Instant at);
  [[nodiscard]] bool announces_device(const SeenFrame& seen) const;
  void note(TimelineMark mark) { result_.timeline.push_back(mark); }
  [[nodiscard]] DueWindow window_of(const Due& due) const;
  void agree_with_model(const Due& due) const;
  void note_deadline(Instant set, bool expired);
  [[nodiscard]] std::optional<Expiry> expiry() const;
  [[nodiscard]] bool may_have_expired(const std::optional<Expiry>& timer, Instant at) const;
  [[nodiscard]] std::optional<std::string> excuse_for_advert(Instant at, Instant since);
  [[nodiscard]] std::optional<Finding> judge_time(const Due& due, const SeenFrame& seen);
  [[nodiscard]] Finding judge_missing(const Due& due, Instant waited_until);

  const Case& case_;
  const Profile& profile_;
  const DeviceSettings settings_;
  Segment& segment_;
  Done done_;
  Script<> body_;
  CaseResult result_;

  std::vector<SeenFrame> trace_;
  std::size_t cursor_{0};
  Next* waiter_{nullptr};
  DeviceChange* device_waiter_{nullptr};
  std::coroutine_handle<> waiting_;
  std::optional<Finding> broken_;  ///< what ends the case at its next step: the device died, the lab failed
  std::string waiting_for_{"its turn"};
  std::optional<Repetition> repetition_;
  Cause started_;
  std::optional<Instant> begins_;  ///< until the body has begun
  Duration longest_{};             ///< so long it may take
  Instant limit_;                  ///< a case that has not ended by then never will
  bool finished_{false};

  Witness witness_;
  VirtualRouter model_;
  Duration ahead_{};  ///< so much before the model's timer that of a conforming router may expire
  std::vector<Stimulus> stimuli_;
  std::vector<Instant> model_adverts_;
};

}  // namespace vrrpspec::harness
