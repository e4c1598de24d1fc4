// The witness judges a device without knowing what the case expects, and contradicts whoever says the opposite.
#include <gtest/gtest.h>

#include "harness/frame/advert_frame.hpp"
#include "harness/suite/settings.hpp"
#include "harness/suite/witness.hpp"

namespace vrrpspec::harness {
namespace {

using namespace std::chrono_literals;

constexpr monitor::Tolerances exact{.processing = {}, .output = {}, .timer = {}, .clock_rate_ppm = 0};

CaseResult passed() {
  CaseResult result;
  result.clauses = {"S-370"_clause};
  return result;
}

CaseResult failed(bool about_adverts) {
  CaseResult result = passed();
  result.finding = Finding{.clause = "S-370"_clause, .seen = "frame 2, too late", .is_about_adverts = about_adverts};
  return result;
}

/// A device of priority 100 that hears priority 150 once, at 1 s, and owes its first advert at 4.609375 s.
class AWitness : public testing::Test {
 protected:
  AWitness() {
    witness_.started({Instant{}, Instant{}});
    AdvertFrame frame;
    frame.source_mac = virtual_router_mac(Family::ipv4, settings_.parameters.vrid);
    frame.source = tester_address(Family::ipv4);
    frame.vrid = settings_.parameters.vrid.number();
    frame.priority = 150;
    frame.max_adver_int = 100;
    frame.addresses.assign(settings_.addresses.begin(), settings_.addresses.end());
    witness_.heard(Instant{1s}, 1, build(frame));
  }
  Testimony ask(const CaseResult& result) { return testimony(witness_, result, {}, {}, Instant{6s}); }

  const DeviceSettings settings_{backup({})};
  Witness witness_{settings_, rfc5798};
  const CaseResult passed_{passed()};
};

TEST_F(AWitness, agrees_that_a_punctual_device_passes) {
  witness_.sent(Instant{4'609'375us}, 2, false);
  witness_.sent(Instant{5'109'375us}, 3, false);
  witness_.sent(Instant{5'609'375us}, 4, false);
  EXPECT_TRUE(witness_.testify(exact, Instant{6s}).empty());
  const Testimony given = ask(passed_);
  EXPECT_FALSE(given.defect);
  EXPECT_EQ(given.aside, "");
}

TEST_F(AWitness, contradicts_a_case_that_fails_a_punctual_device) {
  witness_.sent(Instant{4'609'375us}, 2, false);
  witness_.sent(Instant{5'109'375us}, 3, false);
  witness_.sent(Instant{5'609'375us}, 4, false);
  const Testimony given = ask(failed(true));
  ASSERT_TRUE(given.defect);
  EXPECT_EQ(given.defect->verdict, Verdict::error);
  EXPECT_EQ(given.defect->kind, FindingKind::defect);
  EXPECT_FALSE(ask(failed(false)).defect) << "of what else an advert may be wrong in it knows nothing";
}

TEST_F(AWitness, agrees_that_a_late_device_fails) {
  witness_.sent(Instant{4700ms}, 2, false);
  EXPECT_FALSE(ask(failed(true)).defect);
}

TEST_F(AWitness, names_the_fault_that_explains_a_failure) {
  for (Instant at{2'804'688us}; at < Instant{6s}; at += 500ms) witness_.sent(at, 2, false);
  EXPECT_EQ(testimony(witness_, failed(true), {.link = 1ms}, {}, Instant{6s}).reading,
            "a Backup does not learn the Master's interval (S-450)");
  EXPECT_EQ(testimony(witness_, passed_, {.link = 1ms}, {}, Instant{6s}).reading, "");
}

TEST_F(AWitness, names_no_fault_where_none_explains_all) {
  witness_.sent(Instant{2s}, 2, false);
  witness_.sent(Instant{2300ms}, 3, false);
  EXPECT_EQ(testimony(witness_, failed(true), {.link = 1ms}, {}, Instant{6s}).reading, "");
}

TEST_F(AWitness, names_no_fault_where_the_machine_may_be_to_blame) {
  for (Instant at{2'804'688us}; at < Instant{6s}; at += 500ms) witness_.sent(at, 2, false);
  const Noise noise{.target_waiting = 2s};
  EXPECT_EQ(testimony(witness_, failed(true), {.link = 1ms}, noise, Instant{6s}).reading, "");
}

TEST_F(AWitness, contradicts_a_case_that_takes_a_late_advert_for_punctual) {
  witness_.sent(Instant{4700ms}, 2, false);
  witness_.in_time(2);
  ASSERT_TRUE(ask(passed_).defect);
  EXPECT_NE(ask(passed_).defect->seen.find("S-370"), std::string::npos) << ask(passed_).defect->seen;
}

TEST_F(AWitness, tells_with_a_pass_what_the_case_did_not_look_at) {
  witness_.sent(Instant{4'609'375us}, 2, false);
  witness_.in_time(2);
  witness_.sent(Instant{5s}, 3, false);
  const Testimony given = ask(passed_);
  EXPECT_FALSE(given.defect);
  EXPECT_NE(given.aside.find("frame 3, early"), std::string::npos) << given.aside;
}

TEST_F(AWitness, contradicts_a_case_that_forbids_what_is_due) {
  EXPECT_NE(ask(passed_).aside.find("no frame, absent"), std::string::npos) << ask(passed_).aside;
  witness_.forbidden({Instant{1s}, Instant{6s}});
  EXPECT_TRUE(ask(passed_).defect);
}

TEST_F(AWitness, has_nothing_to_say_where_the_machine_may_be_to_blame) {
  witness_.sent(Instant{4700ms}, 2, false);
  witness_.in_time(2);
  const Testimony given = testimony(witness_, passed_, {}, {.target_waiting = 100ms}, Instant{5s});
  EXPECT_FALSE(given.defect);
  EXPECT_EQ(given.aside, "");
}

TEST_F(AWitness, finds_that_nobody_stopped_a_device_that_says_so) {
  witness_.sent(Instant{4'609'375us}, 2, false);
  witness_.sent(Instant{5s}, 3, true);
  const auto found = witness_.testify(exact, Instant{20s});
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].packet, 3U);
}

TEST_F(AWitness, expects_nothing_of_a_device_that_was_stopped) {
  witness_.stopped(Instant{2s});
  EXPECT_TRUE(witness_.testify(exact, Instant{20s}).empty());
}

}  // namespace
}  // namespace vrrpspec::harness
