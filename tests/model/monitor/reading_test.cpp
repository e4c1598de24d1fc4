// The fault that a router has is among those that explain what it does, or none are named since too many do.
#include "model/monitor/reading.hpp"

#include <gtest/gtest.h>

#include "tests/model/monitor/hunt.hpp"
#include "tests/model/monitor/sightings.hpp"

namespace vrrpspec::monitor {
namespace {

constexpr std::uint64_t segments = 100;

/// As `check` would: nothing is known of the router, and packets may have missed it.
class Diagnosed final : public Observer {
 public:
  void started(const Parameters& router, Instant /*at*/) override {
    const Assumptions assumptions{.profiles = v3, .one_sender = true};
    monitor_.emplace(router, assumptions);
    reading_.emplace(router, assumptions);
  }
  void own_advert(const RouterMonitor::OwnAdvert& advert) override {
    monitor_->own_advert(advert);
    reading_->own_advert(advert, *monitor_);
  }
  void heard(const Heard& input) override {
    monitor_->heard(input, Acceptance::demanded);
    reading_->heard(input, Acceptance::demanded);
  }
  void pass_time(Instant now) override {
    monitor_->pass_time(now);
    reading_->finish(now);
  }
  [[nodiscard]] bool has_seen_enough() const override { return false; }

  [[nodiscard]] bool is_suspect() const { return !monitor_->findings().empty(); }
  [[nodiscard]] std::vector<const Mutant*> explanations() const { return reading_->explanations(); }

 private:
  std::optional<RouterMonitor> monitor_;
  std::optional<Reading> reading_;
};

class OfEachMutant : public testing::TestWithParam<Mutant> {};

TEST_P(OfEachMutant, never_names_other_faults_only) {
  const Mutant& fault = *std::ranges::find(mutants(), GetParam().id, &Mutant::id);
  int found = 0;
  int named = 0;
  for (std::uint64_t seed = 1; seed <= segments; ++seed) {
    Diagnosed router;
    live(&fault, Tolerances{}, seed, router);
    const std::vector<const Mutant*> explanations = router.explanations();
    found += router.is_suspect() ? 1 : 0;
    if (explanations.empty()) continue;
    const bool is_named = std::ranges::find(explanations, &fault) != explanations.end();
    EXPECT_TRUE(is_named || fault.skips_adverts) << "seed " << seed << ": " << explanations.front()->says;
    named += is_named ? 1 : 0;
  }
  EXPECT_TRUE(named > 0 || found == 0) << "found on " << found << " segments";
}

TEST(Reading, names_nothing_of_a_router_that_conforms) {
  for (std::uint64_t seed = 1; seed <= segments; ++seed) {
    Diagnosed router;
    live(nullptr, Tolerances{}, seed, router);
    EXPECT_TRUE(router.explanations().empty()) << "seed " << seed;
  }
}

TEST(Reading, names_the_only_fault_that_shows) {
  const std::array only{"master-deaf-to-higher", "two-intervals", "adver-timer-long", "losing-advert-resets"};
  for (const std::string_view id : only) {
    const Mutant& fault = *std::ranges::find(mutants(), id, &Mutant::id);
    int alone = 0;
    for (std::uint64_t seed = 1; seed <= segments; ++seed) {
      Diagnosed router;
      live(&fault, Tolerances{}, seed, router);
      alone += router.explanations() == std::vector{&fault} ? 1 : 0;
    }
    EXPECT_GT(alone, 10) << id;
  }
}

INSTANTIATE_TEST_SUITE_P(Reading, OfEachMutant, testing::ValuesIn(mutants().begin(), mutants().end()),
                         [](const auto& instance) {
                           std::string name{instance.param.id};
                           std::ranges::replace(name, '-', '_');
                           return name;
                         });

}  // namespace
}  // namespace vrrpspec::monitor
