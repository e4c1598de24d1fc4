// The cases, as data and as bodies. A case's id is its selector, its JUnit name and the name of its capture; ids are
// never changed or re-used.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/dut/device.hpp"
#include "harness/suite/script.hpp"
#include "model/clause/clause.hpp"
#include "model/clause/profile.hpp"

namespace vrrpspec::harness {

class Context;

/// What the device must be able to do for the case to make sense.
struct Needs {
  bool owner{false};
  bool preempt_off{false};
  bool accept_mode{false};
  bool restart{false};  ///< to start or to stop within the case, or to be as new after it
};

struct Case {
  std::string_view id;             ///< "6.4.2/S-430/priority-zero-leaves-skew-time"
  std::string_view title;          ///< one sentence: what a conforming router does
  std::vector<ClauseKey> clauses;  ///< the first one is the demand in question
  Level level{Level::must};
  DeviceSettings settings;  ///< how the device is configured
  Needs needs{};
  /// Set where the demand belongs to one of two readings: the case applies to profiles with this value only.
  std::optional<bool> answers_losing_adverts{};  ///< Profile::losing_advert_is_answered (D-05)
  std::optional<bool> owner_hears_adverts{};     ///< Profile::owner_hears_adverts (EID-8298)
  Script<> (*body)(Context& c);
};

/// All cases, in the order of their sections.
const std::vector<Case>& all_cases();
/// Those that name the clause, in the same order.
std::vector<const Case*> cases_claiming(ClauseKey clause);

/// Why the case cannot be asked of a device with these capabilities under this profile; empty when it can.
std::string not_applicable_reason(const Case& test_case, const Capabilities& capabilities, const Profile& profile);

}  // namespace vrrpspec::harness
