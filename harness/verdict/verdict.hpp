// What is said about a device, as data: verdicts, and findings with their evidence. Reports are rendered from this.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/lab/lab.hpp"
#include "model/clause/clause.hpp"
#include "model/time.hpp"

namespace vrrpspec::harness {

using vrrpspec::to_string;  // those of types that live in namespace std, which no lookup by argument finds

enum class Verdict : std::uint8_t {
  pass,
  fail,            ///< a clause was broken, and neither the harness nor the machine can be blamed
  inconclusive,    ///< the machine may be to blame
  not_applicable,  ///< the device does not do what the case needs
  error,           ///< the case could not be asked: the device or the lab failed
};
std::string_view to_string(Verdict verdict);

enum class FindingKind : std::uint8_t { early, late, missing, unexpected, wrong_content, device, lab, defect };
std::string_view to_string(FindingKind kind);

/// One term of a window with its provenance: "0.609375  Skew_Time = …".
struct WindowTerm {
  Duration amount{};
  std::string why{};
};

/// When something was due, counted from a cause.
struct DueWindow {
  std::uint32_t cause_frame{0};  ///< 0: the cause is not a frame
  std::string cause{};           ///< "frame 12", "the start of the device"
  Instant origin;                ///< the instant the figures count from
  Duration lo{};
  Duration hi{};
  std::vector<WindowTerm> terms{};
  [[nodiscard]] bool holds(Instant at) const { return at >= origin + lo && at <= origin + hi; }
};

/// Why a case did not pass.
struct Finding {
  Verdict verdict{Verdict::fail};
  FindingKind kind{FindingKind::wrong_content};
  ClauseKey clause;
  std::string expected{};             ///< a sentence
  std::optional<DueWindow> window{};  ///< for demands on time
  std::string seen{};                 ///< a sentence: what, when
  std::uint32_t frame{0};             ///< the frame that shows it; 0: none
  bool is_about_adverts{false};       ///< it is about when the device advertised, which the witness judges, too
  std::string reading{};              ///< a diagnosis that explains what was seen; may be empty
  std::optional<Noise> noise{};       ///< the machine's own evidence over the window
};

/// One mark of the time line that is drawn for a finding.
struct TimelineMark {
  Instant at;
  enum class Row : std::uint8_t { tester, target, model } row{Row::tester};
  char symbol{'A'};  ///< 'A' advert, '0' advert with priority 0, 'G' gratuitous ARP
  std::uint32_t frame{0};
};

/// What a list of known failures says of a result; see run/known_failures.hpp.
enum class Knowledge : std::uint8_t {
  known,       ///< it failed, as is known
  expired,     ///< it failed, as was known until some day
  passes_now,  ///< it passed, although it is known to fail
};
std::string_view to_string(Knowledge knowledge);

struct KnownNote {
  Knowledge knowledge{Knowledge::known};
  std::string reason;
  std::string expires;  ///< "2027-06-30"
};

struct CaseResult {
  std::string id;
  Verdict verdict{Verdict::pass};
  std::vector<ClauseKey> clauses;
  Level level{Level::must};
  unsigned observations{0};        ///< demands that were checked and held
  std::optional<Finding> finding;  ///< unless it passed
  std::vector<Finding> earlier;    ///< what earlier attempts found
  std::string aside;               ///< what the monitor saw although the case passed: see suite/witness.hpp
  bool device_spoke{false};        ///< an advert of the device was seen
  std::string reason;              ///< for not_applicable
  std::optional<KnownNote> known;  ///< none: nothing is known
  std::vector<TimelineMark> timeline;
  Instant origin;                   ///< of the time line: start of the device
  Duration protocol_time{};         ///< from the start of the device to the end of the case
  std::filesystem::path directory;  ///< case.pcapng and the logs
  std::string tester_address, target_address;

  [[nodiscard]] bool is_known_failure() const {
    return verdict == Verdict::fail && known && known->knowledge == Knowledge::known;
  }
};

}  // namespace vrrpspec::harness
