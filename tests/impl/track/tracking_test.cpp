#include "impl/track/tracking.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <initializer_list>
#include <random>

namespace vrrpspec::impl {
namespace {

using namespace std::string_literals;

ScriptConfiguration counting(unsigned rise, unsigned fall, bool init_fail = false) {
  ScriptConfiguration script;
  script.rise = rise;
  script.fall = fall;
  script.init_fail = init_fail;
  return script;
}

TrackedState script(int weight, std::optional<bool> good, bool reverse = false) {
  return {.kind = TrackedKind::script, .name = "check", .good = good, .weight = weight, .reverse = reverse};
}

TrackedState interface(int weight, std::optional<bool> good, bool reverse = false) {
  return {.kind = TrackedKind::interface, .name = "eth1", .good = good, .weight = weight, .reverse = reverse};
}

unsigned priority_with(std::initializer_list<TrackedState> tracked, std::uint8_t configured = 100) {
  return apply_tracking(Priority{configured}, tracked).priority.value();
}

TEST(ScriptHealth, is_unknown_before_the_first_result) {
  EXPECT_EQ(ScriptHealth{counting(1, 1)}.is_good(), std::nullopt);
}

TEST(ScriptHealth, believes_the_first_result_whatever_rise_and_fall_are) {
  ScriptHealth good{counting(3, 3)};
  EXPECT_TRUE(good.on_result(true));
  EXPECT_EQ(good.is_good(), true);
  ScriptHealth bad{counting(3, 3)};
  EXPECT_TRUE(bad.on_result(false));
  EXPECT_EQ(bad.is_good(), false);
}

TEST(ScriptHealth, takes_fall_failures_in_a_row) {
  ScriptHealth health{counting(1, 3)};
  health.on_result(true);
  EXPECT_FALSE(health.on_result(false));
  EXPECT_FALSE(health.on_result(false));
  EXPECT_FALSE(health.on_result(true));  // begins anew
  EXPECT_FALSE(health.on_result(false));
  EXPECT_FALSE(health.on_result(false));
  EXPECT_EQ(health.is_good(), true);
  EXPECT_TRUE(health.on_result(false));
  EXPECT_EQ(health.is_good(), false);
}

TEST(ScriptHealth, takes_rise_successes_in_a_row) {
  ScriptHealth health{counting(2, 1)};
  health.on_result(false);
  EXPECT_FALSE(health.on_result(true));
  EXPECT_FALSE(health.on_result(false));
  EXPECT_FALSE(health.on_result(true));
  EXPECT_TRUE(health.on_result(true));
  EXPECT_EQ(health.is_good(), true);
}

TEST(ScriptHealth, is_bad_from_the_start_with_init_fail) {
  ScriptHealth health{counting(2, 1, true)};
  EXPECT_EQ(health.is_good(), false);
  EXPECT_FALSE(health.on_result(true));
  EXPECT_TRUE(health.on_result(true));
}

RC_GTEST_PROP(ScriptHealth, changes_only_after_as_many_contrary_results_in_a_row, ()) {
  const auto rise = *rc::gen::inRange(1U, 5U);
  const auto fall = *rc::gen::inRange(1U, 5U);
  const auto results = *rc::gen::container<std::vector<bool>>(rc::gen::arbitrary<bool>());
  ScriptHealth health{counting(rise, fall)};
  std::size_t in_a_row = 0;
  std::optional<bool> last;
  for (const bool result : results) {
    in_a_row = last == result ? in_a_row + 1 : 1;
    last = result;
    const auto before = health.is_good();
    const bool changed = health.on_result(result);
    RC_ASSERT(changed == (health.is_good() != before));
    RC_ASSERT(changed == (!before || (*before != result && in_a_row >= (result ? rise : fall))));
  }
}

TEST(Tracking, leaves_the_priority_alone_when_nothing_is_tracked) {
  const auto result = apply_tracking(Priority{100}, {});
  EXPECT_EQ(result.priority, Priority{100});
  EXPECT_EQ(result.fault, std::nullopt);
  EXPECT_FALSE(result.is_waiting);
}

TEST(Tracking, adds_a_weight_above_zero_while_the_thing_is_good) {
  EXPECT_EQ(priority_with({script(20, true)}), 120U);
  EXPECT_EQ(priority_with({script(20, false)}), 100U);
}

TEST(Tracking, adds_a_weight_below_zero_while_the_thing_is_bad) {
  EXPECT_EQ(priority_with({interface(-20, false)}), 80U);
  EXPECT_EQ(priority_with({interface(-20, true)}), 100U);
}

TEST(Tracking, flips_the_sign_of_a_weight_with_reverse) {
  EXPECT_EQ(priority_with({script(20, true, true)}), 80U);
  EXPECT_EQ(priority_with({script(20, false, true)}), 100U);
  EXPECT_EQ(priority_with({script(-20, false, true)}), 120U);
  EXPECT_EQ(priority_with({script(-20, true, true)}), 100U);
}

TEST(Tracking, changes_nothing_for_a_weight_while_nobody_knows) {
  const auto result = apply_tracking(Priority{100}, {script(20, {}), script(-20, {}), interface(-20, {}, true)});
  EXPECT_EQ(result.priority, Priority{100});
  EXPECT_EQ(result.fault, std::nullopt);
}

TEST(Tracking, makes_a_bad_thing_of_weight_zero_a_fault) {
  EXPECT_EQ(apply_tracking(Priority{100}, {interface(0, false)}).fault, "interface eth1 is down"s);
  EXPECT_EQ(apply_tracking(Priority{100}, {script(0, false)}).fault, "script check fails"s);
  EXPECT_EQ(apply_tracking(Priority{100}, {interface(0, true), script(0, true)}).fault, std::nullopt);
}

TEST(Tracking, makes_a_good_thing_of_weight_zero_a_fault_with_reverse) {
  EXPECT_EQ(apply_tracking(Priority{100}, {interface(0, true, true)}).fault, "interface eth1 is up"s);
  EXPECT_EQ(apply_tracking(Priority{100}, {script(0, true, true)}).fault, "script check succeeds"s);
  EXPECT_EQ(apply_tracking(Priority{100}, {script(0, false, true)}).fault, std::nullopt);
}

TEST(Tracking, waits_for_the_first_result_of_a_script_of_weight_zero) {
  const auto result = apply_tracking(Priority{100}, {script(0, {})});
  EXPECT_EQ(result.fault, "script check has not finished yet"s);
  EXPECT_TRUE(result.is_waiting);
}

TEST(Tracking, tells_a_fault_rather_than_what_is_awaited) {
  for (const auto& tracked : {std::vector{script(0, {}), interface(0, false)}, {interface(0, false), script(0, {})}}) {
    const auto result = apply_tracking(Priority{100}, tracked);
    EXPECT_EQ(result.fault, "interface eth1 is down"s);
    EXPECT_FALSE(result.is_waiting);
  }
}

TEST(Tracking, keeps_the_sum_and_not_each_step_within_bounds) {
  EXPECT_EQ(priority_with({script(253, true), script(-253, false)}, 100), 100U);
  EXPECT_EQ(priority_with({script(253, true)}, 100), 254U);
  EXPECT_EQ(priority_with({script(-253, false)}, 100), 1U);
}

TEST(Tracking, faults_an_owner_but_never_changes_its_priority) {
  const auto result = apply_tracking(priority_owner, {script(-20, false), interface(0, false)});
  EXPECT_EQ(result.priority, priority_owner);
  EXPECT_TRUE(result.fault);
}

std::vector<TrackedState> any_tracked() {
  const auto one = rc::gen::apply(
      [](bool is_script, int weight, std::optional<bool> good, bool reverse) {
        return is_script ? script(weight, good, reverse) : interface(weight, good, reverse);
      },
      rc::gen::arbitrary<bool>(), rc::gen::oneOf(rc::gen::just(0), rc::gen::inRange(-253, 254)),
      rc::gen::element<std::optional<bool>>(std::nullopt, true, false), rc::gen::arbitrary<bool>());
  return *rc::gen::container<std::vector<TrackedState>>(one);
}

RC_GTEST_PROP(Tracking, stays_within_1_and_254_unless_it_is_the_owner, ()) {
  const auto configured = static_cast<std::uint8_t>(*rc::gen::inRange(1, 256));
  const unsigned priority = apply_tracking(Priority{configured}, any_tracked()).priority.value();
  RC_ASSERT((configured == 255 ? priority == 255U : priority >= 1U && priority <= 254U));
}

RC_GTEST_PROP(Tracking, does_not_depend_on_the_order, (unsigned seed)) {
  const auto configured = static_cast<std::uint8_t>(*rc::gen::inRange(1, 256));
  auto tracked = any_tracked();
  const auto before = apply_tracking(Priority{configured}, tracked);
  std::shuffle(tracked.begin(), tracked.end(), std::mt19937{seed});
  const auto after = apply_tracking(Priority{configured}, tracked);
  RC_ASSERT(before.priority == after.priority);
  RC_ASSERT(before.fault.has_value() == after.fault.has_value());
  RC_ASSERT(before.is_waiting == after.is_waiting);
}

}  // namespace
}  // namespace vrrpspec::impl
