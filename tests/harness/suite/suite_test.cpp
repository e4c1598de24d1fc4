// The cases judged by what they are for: the model passes all of them, and each mutant of it fails the case that is
// about its fault.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <set>

#include "harness/lab/sim/sim_lab.hpp"
#include "harness/mutant/mutants.hpp"
#include "harness/run/run.hpp"
#include "tests/harness/run/quiet.hpp"

namespace vrrpspec::harness {
namespace {

/// All cases that are about the protocol.
std::vector<CaseResult> examine(MakeSimRouter make, const Profile& profile = rfc5798, Family family = Family::ipv4) {
  const std::unique_ptr<Lab> lab = make_sim_lab(std::move(make));
  std::vector<const Case*> cases;
  for (const Case& each : all_cases()) {
    if (each.protocols.contains(protocol_of(profile, family))) cases.push_back(&each);
  }
  Device device;
  device.name = "sim";
  Quiet quiet;
  return run_cases(*lab, device, cases, {.profile = &profile, .family = family}, quiet);
}

std::vector<CaseResult> examine_model(Protocol protocol) {
  const Profile& profile = profile_of(protocol);
  const auto model = [&profile](const DeviceSettings& settings) {
    return std::make_unique<SimRouter>(settings, profile);
  };
  return examine(model, profile, protocol.family);
}

std::string describe(const CaseResult& result) {
  std::string text = fmt::format("{}: {}", result.id, to_string(result.verdict));
  if (result.finding) {
    text += fmt::format("; {} {}; expected {}; seen {}; {}", to_string(result.finding->clause),
                        to_string(result.finding->kind), result.finding->expected, result.finding->seen,
                        result.finding->reading);
  }
  return text;
}

TEST(Suite, ids_are_unique_and_name_a_clause_that_is_claimed) {
  std::set<std::string_view> ids;
  for (const Case& each : all_cases()) {
    EXPECT_TRUE(ids.insert(each.id).second) << each.id;
    const std::size_t first = each.id.find('/');
    const std::size_t second = each.id.find('/', first + 1);
    const auto key = parse_clause_key(each.id.substr(first + 1, second - first - 1));
    ASSERT_TRUE(key) << each.id;
    EXPECT_EQ(each.clauses.front(), *key) << each.id;
  }
  EXPECT_GE(ids.size(), 30U);
}

TEST(Suite, the_model_passes_every_case_in_every_protocol) {
  std::set<std::string> passed;
  for (const Protocol protocol : all_protocols) {
    for (const CaseResult& result : examine_model(protocol)) {
      EXPECT_EQ(result.verdict, Verdict::pass) << to_string(protocol) << ": " << describe(result);
      EXPECT_EQ(result.aside, "") << to_string(protocol) << ": " << result.id;
      passed.insert(result.id);
    }
  }
  EXPECT_EQ(passed.size(), all_cases().size());
}

/// The id of a case says the demand, so the demand must stand under that key; elsewhere a twin asks it.
TEST(Suite, a_case_is_named_after_a_clause_that_is_in_force) {
  for (const Case& each : all_cases()) {
    for (const Protocol protocol : all_protocols) {
      if (!each.protocols.contains(protocol)) continue;
      EXPECT_EQ(clause_in(each.clauses.front(), protocol), each.clauses.front())
          << each.id << " in " << to_string(protocol);
      EXPECT_FALSE(clauses_in(each, protocol).empty());
    }
  }
}

TEST(Suite, results_and_findings_name_the_clause_of_their_protocol) {
  const auto faults = all_device_mutants();
  const auto slow = std::ranges::find(faults, "skew_of_master_down_interval_scales_of_version_2", &DeviceMutant::name);
  ASSERT_NE(slow, faults.end());
  for (const CaseResult& result : examine(slow->make, rfc3768)) {
    for (const ClauseKey key : result.clauses) EXPECT_EQ(clause_in(key, slow->protocol), key) << result.id;
    if (!result.finding) continue;
    EXPECT_EQ(clause_in(result.finding->clause, slow->protocol), result.finding->clause);
  }
  EXPECT_EQ(clause_in("V3-040"_clause, slow->protocol), "2-09"_clause);
  EXPECT_EQ(clause_in("S-380"_clause, {.family = Family::ipv6}), "S-395"_clause);
  EXPECT_EQ(clause_in("2-14"_clause, {}), std::nullopt);
}

TEST(Suite, a_case_of_another_protocol_is_not_applicable_and_says_why) {
  const auto dual = std::ranges::find(all_cases(), "6.4.2/S-395/neighbor-advertisements-on-takeover", &Case::id);
  ASSERT_NE(dual, all_cases().end());
  EXPECT_EQ(not_applicable_reason(*dual, {}, rfc5798, Family::ipv6), "");
  EXPECT_EQ(not_applicable_reason(*dual, {}, rfc5798, Family::ipv4), "S-395 is no demand of VRRPv3 over IPv4");
  EXPECT_EQ(not_applicable_reason(*dual, {}, rfc3768, Family::ipv4), "S-395 is no demand of VRRPv2");
  EXPECT_EQ(not_applicable_reason(*dual, {.ipv6 = false}, rfc5798, Family::ipv6),
            "the device does not serve this address family");
}

class MuteRouter final : public SimRouter {
 public:
  using SimRouter::SimRouter;

 protected:
  std::vector<Octets> execute(const Action& /*action*/) override { return {}; }
};

TEST(Suite, a_router_that_says_nothing_passes_no_case_and_fails_none) {
  for (const Protocol protocol : all_protocols) {
    const Profile& profile = profile_of(protocol);
    const auto results =
        examine([&profile](const DeviceSettings& settings) { return std::make_unique<MuteRouter>(settings, profile); },
                profile, protocol.family);
    EXPECT_GE(results.size(), 60U);
    for (const CaseResult& result : results) EXPECT_EQ(result.verdict, Verdict::error) << describe(result);
  }
}

TEST(Suite, the_model_passes_every_applicable_case_of_rfc9568) {
  const auto model = [](const DeviceSettings& settings) { return std::make_unique<SimRouter>(settings, rfc9568); };
  for (const Family family : {Family::ipv4, Family::ipv6}) {
    std::size_t passed = 0;
    for (const CaseResult& result : examine(model, rfc9568, family)) {
      if (result.verdict == Verdict::not_applicable) continue;
      EXPECT_EQ(result.verdict, Verdict::pass) << describe(result);
      ++passed;
    }
    EXPECT_GE(passed, 50U);
  }
}

/// AMB-1 allows either reading: a router of the other one is not failed for not hearing the tester.
TEST(Suite, a_router_that_reads_the_other_checksum_breaks_no_clause) {
  static const Profile plain = [] {
    Profile profile = rfc5798;
    profile.ipv4_checksum = Ipv4Checksum::plain;
    return profile;
  }();
  for (const CaseResult& result :
       examine([](const DeviceSettings& settings) { return std::make_unique<SimRouter>(settings, plain); })) {
    EXPECT_TRUE(result.verdict == Verdict::pass || result.verdict == Verdict::error) << describe(result);
    if (!result.finding) continue;
    EXPECT_EQ(result.finding->kind, FindingKind::device) << describe(result);
  }
}

TEST(Suite, observations_are_counted) {
  for (const Protocol protocol : all_protocols) {
    for (const CaseResult& result : examine_model(protocol)) EXPECT_GE(result.observations, 1U) << result.id;
  }
}

class MutantTest : public testing::TestWithParam<DeviceMutant> {};

TEST_P(MutantTest, fails_the_case_about_its_fault) {
  const DeviceMutant& mutant = GetParam();
  const auto results = examine(mutant.make, profile_of(mutant.protocol), mutant.protocol.family);
  if (mutant.killed_by.empty()) {
    const bool found = std::ranges::any_of(results, [](const auto& each) { return each.verdict == Verdict::fail; });
    EXPECT_EQ(found, mutant.excuse.empty()) << mutant.excuse;
    return;
  }
  const auto victim = std::ranges::find(results, std::string{mutant.killed_by}, &CaseResult::id);
  ASSERT_NE(victim, results.end());
  EXPECT_EQ(victim->verdict, Verdict::fail) << describe(*victim);
  for (const CaseResult& result : results) {
    if (!result.finding) continue;
    EXPECT_NE(result.finding->kind, FindingKind::defect) << describe(result);
  }
}

INSTANTIATE_TEST_SUITE_P(Suite, MutantTest, testing::ValuesIn(all_device_mutants()),
                         [](const auto& each) { return each.param.name; });

}  // namespace
}  // namespace vrrpspec::harness
