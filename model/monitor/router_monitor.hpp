// Judges one router of one virtual router by its ADVERTISEMENTS: is there a run of the chart that sends them, given
// what it may have heard? Every router on a segment is judged by itself, since all it can hear is on the segment too.
#pragma once

#include <array>
#include <boost/container/static_vector.hpp>
#include <optional>

#include "model/monitor/finding.hpp"

namespace vrrpspec::monitor {

/// What the judge takes for granted.
struct Assumptions {
  /// The documents a router may follow, all of one version of the protocol.
  std::span<const Profile* const> profiles;
  Tolerances tolerances{};
  bool inputs_arrive{false};  ///< every packet that was seen reached the router, as in a test run
  bool never_stops{false};    ///< the router runs all the time: its silence is a finding, no crash
  /// Whoever uses the address is one router on one segment; else two that are each in time are no violation.
  bool one_sender{false};
  /// The capture mixes segments, so that time proves nothing.
  bool segments_mixed{false};
  std::optional<bool> preempt_mode{};
  /// As of Subject: what would be found if the router had this fault and no other.
  const Mutant* fault{nullptr};
};

/// What is to be thought of an ADVERTISEMENT of somebody else.
enum class Acceptance : std::uint8_t {
  demanded,  ///< section 7.1 lets it pass, as far as can be seen
  disputed,  ///< routers may rightly differ: the checksum's reading, the address list, the password
};

/// How a router came by its present standing.
enum class Standing : std::uint8_t {
  unknown,    ///< not heard yet, or lost track of
  followed,   ///< there are hypotheses
  shut_down,  ///< it sent Priority 0
  silent,     ///< what it had to send did not come: stopped, cut off, or standing still
};

class RouterMonitor {
 public:
  /// `known` holds what its first ADVERTISEMENT shows. The profiles must outlive the monitor.
  RouterMonitor(const Parameters& known, const Assumptions& assumptions);

  /// Time must not run backwards between the calls.
  /// The protocol started at an instant of the window, as whoever started the router knows.
  void started(Window at);
  struct OwnAdvert {
    Instant at;
    PacketNumber packet{0};
    Priority priority;
    Centiseconds max_adver_int;
    bool maybe_copy{false};  ///< octet for octet the one before, so near that the capture may have seen it twice
  };
  void own_advert(const OwnAdvert& advert);
  void heard(const Heard& input, Acceptance acceptance);
  void pass_time(Instant now);
  /// It became Master by the ADVERTISEMENT, after own_advert(), although `master` was captured before. That is a
  /// suspicion about a router that is known not to preempt, even where it may have been started again: (440) and (460).
  void took_over_from(const Heard& master, Instant at, PacketNumber packet);
  /// Packets may be missing, or the router has another configuration: nothing is known of what it does now.
  void lose_track();
  /// What was found about that instant and later is a suspicion: its stamps are not to be relied on.
  void doubt_since(Instant from, Doubt why);

  [[nodiscard]] Standing standing() const { return standing_; }
  /// Some hypothesis has it in this state.
  [[nodiscard]] bool may_be(State state) const;
  [[nodiscard]] const Tolerances& tolerances() const { return subject_.tolerances; }
  [[nodiscard]] const Parameters& parameters() const { return subject_.parameters; }
  /// What the surviving hypotheses agree about; empty while it did not matter, and where it was known beforehand.
  [[nodiscard]] std::optional<bool> preempt_mode() const;
  /// The same of the document that it follows; null also where only one was in question.
  [[nodiscard]] const Profile* profile() const;

  /// How often each line of section 6.4 was obeyed whichever hypothesis is true, counted per ADVERTISEMENT sent.
  [[nodiscard]] std::uint32_t obeyed(ClauseKey line) const;
  /// The lines obeyed under some hypothesis.
  [[nodiscard]] const Lines& maybe_obeyed() const { return maybe_obeyed_; }
  /// How often the monitor lost track and began anew.
  [[nodiscard]] std::uint32_t doubts() const { return doubts_; }
  /// How often only a restart of the router explained an advert.
  [[nodiscard]] std::uint32_t restarts() const { return restarts_; }
  [[nodiscard]] std::size_t hypotheses() const { return hypotheses_.size(); }
  /// What is known of its packets is not to be relied on: others may share its address, or some are missing.
  [[nodiscard]] bool is_doubted() const { return is_doubted_ || two_senders_ || assumptions_.segments_mixed; }

  [[nodiscard]] const std::vector<Finding>& findings() const { return findings_; }
  /// Those beyond what is kept.
  [[nodiscard]] std::uint64_t untold_findings() const { return untold_findings_; }
  void clear_findings() { findings_.clear(); }

 private:
  void follow_as_master(const OwnAdvert& advert);
  void judge(const OwnAdvert& advert);
  void accept(const OwnAdvert& advert);
  Confidence confidence_in_spite_of_loss(const OwnAdvert& advert);
  void look_for_two_senders(const OwnAdvert& advert);
  void stop(const OwnAdvert& advert);
  void keep(Hypotheses& futures);
  void settle();
  void forget_the_dead();
  void add_answer(const OwnAdvert& advert);
  void report(Confidence confidence, Deviation deviation, Instant at, PacketNumber packet, const Hypotheses& demanding);
  [[nodiscard]] bool parameters_differ(const OwnAdvert& advert) const;
  [[nodiscard]] bool is_an_interval(Duration between) const;
  void remember(const Heard& input);
  [[nodiscard]] bool may_still_wait(const Heard& input, Instant sent) const;
  [[nodiscard]] Instant return_after(Instant from, Centiseconds interval);

  Subject subject_;
  Assumptions assumptions_;
  Standing standing_{Standing::unknown};
  Hypotheses hypotheses_;
  Hypotheses last_;            ///< those that died of silence since the last own advert
  Instant earliest_return_{};  ///< a router that was restarted sends nothing before
  struct {
    std::optional<Centiseconds> interval{};
    Duration wait{};
  } returning_;  ///< how long after an interval was told, or heard, a restarted router returns at the earliest
  bool heard_since_last_{false};  ///< an input came after some of `last_` had died: what they did then is not known
  bool two_senders_{false};       ///< the adverts look like those of two routers that are each in time
  static constexpr std::size_t remembered = 3;
  boost::container::static_vector<Instant, remembered> sent_;  ///< when its latest adverts were seen, in their order
  boost::container::static_vector<Heard, 8> recent_;           ///< inputs that may still wait to be processed
  std::array<std::uint32_t, Lines::capacity> obeyed_{};
  Lines maybe_obeyed_;
  std::uint32_t doubts_{0};
  std::uint32_t restarts_{0};
  bool is_doubted_{false};  ///< doubt_since() was called
  std::vector<Finding> findings_;
  std::uint64_t untold_findings_{0};
};

}  // namespace vrrpspec::monitor
