// Each fault is one fault.
#include "model/mutant/mutant.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "model/timers.hpp"

namespace vrrpspec {
namespace {

using namespace std::chrono_literals;

RouterState router_in(State state) {
  return {.parameters = {.vrid = *Vrid::from(7), .primary_address = IpAddress::v4(192, 0, 2, 100)},
          .state = state,
          .deadline = Instant{3s}};
}

const Mutant& mutant_of(std::string_view id) {
  return *std::ranges::find(mutants(), id, &Mutant::id);
}

TEST(Mutants, have_names_of_their_own) {
  std::set<std::string_view> ids;
  for (const Mutant& mutant : mutants()) EXPECT_TRUE(ids.insert(mutant.id).second) << mutant.id;
}

TEST(Mutants, advertise_when_a_timer_expires_unless_they_say_otherwise) {
  for (const Profile* const profile : all_profiles()) {
    for (const Mutant& mutant : mutants()) {
      RouterState backup = router_in(State::backup);
      RouterState master = router_in(State::master);
      for (const Actions& actions : {mutant.step(backup, *profile, MasterDownTimerFired{}, Instant{3s}),
                                     mutant.step(master, *profile, AdverTimerFired{}, Instant{3s})}) {
        const bool advertises = std::ranges::any_of(
            actions, [](const Action& each) { return std::holds_alternative<SendAdvertisement>(each.order); });
        EXPECT_TRUE(advertises || mutant.skips_adverts) << mutant.id;
      }
    }
  }
}

TEST(Mutants, that_do_not_learn_heed_priority_zero) {
  for (const std::string_view id : {"backup-does-not-learn", "yielding-does-not-learn"}) {
    RouterState backup = router_in(State::backup);
    const AdvertisementReceived stop{.priority = priority_stop, .source = IpAddress::v4(192, 0, 2, 10)};
    mutant_of(id).step(backup, rfc5798, stop, Instant{1s});
    EXPECT_EQ(backup.deadline, Instant{1s} + skew_time(priority_default, max_adver_int_default, rfc5798)) << id;
  }
}

TEST(Mutants, that_do_not_learn_wait_by_their_own_interval) {
  RouterState backup = router_in(State::backup);
  const AdvertisementReceived slow{
      .priority = Priority{200}, .max_adver_int = Centiseconds{300}, .source = IpAddress::v4(192, 0, 2, 10)};
  mutant_of("backup-does-not-learn").step(backup, rfc5798, slow, Instant{1s});
  EXPECT_EQ(backup.deadline, Instant{1s} + master_down_interval(priority_default, max_adver_int_default, rfc5798));
}

}  // namespace
}  // namespace vrrpspec
