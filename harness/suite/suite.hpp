// The cases, as data and as bodies. A case's id is its selector, its JUnit name and the name of its capture; ids are
// never changed or re-used.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/dut/device.hpp"
#include "harness/suite/protocol.hpp"
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
  std::vector<ClauseKey> clauses;  ///< the first one is the demand in question; see clauses_in()
  Level level{Level::must};
  Protocols protocols{};                 ///< where the demand stands under these keys; elsewhere a twin asks it
  DeviceSettings (*settings)(Protocol);  ///< how the device is configured
  Needs needs{};
  /// Set where the demand belongs to one of two readings: the case applies to profiles with this value only.
  std::optional<bool> answers_losing_adverts{};  ///< Profile::losing_advert_is_answered (D-05)
  std::optional<bool> owner_hears_adverts{};     ///< Profile::owner_hears_adverts (EID-8298)
  Script<> (*body)(Context& c);
};

/// All cases, in the order of their sections.
const std::vector<Case>& all_cases();
/// The clauses that the case shows in a protocol that it is about.
std::vector<ClauseKey> clauses_in(const Case& test_case, Protocol protocol);
/// Whether it shows the clause in any protocol.
bool claims(const Case& test_case, ClauseKey clause);
/// Those that do, in the order of all_cases().
std::vector<const Case*> cases_claiming(ClauseKey clause);
/// The first protocol that the case is about.
Protocol usual_protocol(const Case& test_case);

/// Why the case cannot be asked of a device with these capabilities, under this profile and over this family; empty
/// when it can.
std::string not_applicable_reason(const Case& test_case, const Capabilities& capabilities, const Profile& profile,
                                  Family family);

}  // namespace vrrpspec::harness
