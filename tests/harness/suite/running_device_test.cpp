// A device that cannot be started or stopped: whatever it was about when a case began, the model passes and its mutants
// are found.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <optional>

#include "harness/lab/sim/sim_lab.hpp"
#include "harness/mutant/mutants.hpp"
#include "harness/suite/context.hpp"

namespace vrrpspec::harness {
namespace {

/// The device of another segment, which runs already.
class RunningSegment final : public Segment {
 public:
  explicit RunningSegment(std::unique_ptr<Segment> inner) : inner_{std::move(inner)} {}
  void set_listener(SegmentListener* listener) override { inner_->set_listener(listener); }
  [[nodiscard]] Instant now() const override { return inner_->now(); }
  void set_alarm(std::optional<Instant> at) override { inner_->set_alarm(at); }
  std::vector<Frame> transmit(std::span<const std::uint8_t> octets) override { return inner_->transmit(octets); }
  WireRules& rules() override { return inner_->rules(); }
  [[nodiscard]] bool can_restart() const override { return false; }
  std::expected<Instant, Error> start_device(PortId /*port*/, const DeviceSettings& /*settings*/) override {
    ADD_FAILURE() << "a running device is started";
    return std::unexpected{Error{"it runs"}};
  }
  Instant stop_device(PortId /*port*/) override {
    ADD_FAILURE() << "a running device is stopped";
    return now();
  }
  Noise noise(Instant from, Instant to) override { return inner_->noise(from, to); }
  [[nodiscard]] Tolerance tolerance() const override { return inner_->tolerance(); }

 private:
  std::unique_ptr<Segment> inner_;
};

/// The case begins when the device has run for `age`.
CaseResult ask(const Case& test_case, const MakeSimRouter& make, Duration age, Protocol protocol = {}) {
  const DeviceSettings settings = test_case.settings(protocol);
  const std::unique_ptr<Lab> lab = make_sim_lab(make);
  std::unique_ptr<Segment> segment;
  std::optional<Context> context;
  std::optional<CaseResult> result;
  lab->open({.directory = {}, .primary_addresses = {settings.parameters.primary_address}}, [&](auto opened) {
    EXPECT_TRUE((*opened)->start_device(0, settings));
    segment = std::make_unique<RunningSegment>(std::move(*opened));
    context.emplace(test_case, profile_of(protocol), protocol.family, *segment, [&](CaseResult ended) {
      result = std::move(ended);
      lab->stop();
    });
    context->start(age);
  });
  lab->run();
  context.reset();
  segment.reset();
  return *result;
}

std::string describe(const CaseResult& result, Duration age) {
  return fmt::format("{} after {} ms: {}, {}", result.id, age / std::chrono::milliseconds{1}, to_string(result.verdict),
                     result.finding ? result.finding->seen : "");
}

TEST(RunningDevice, passes_whatever_it_was_about_when_the_case_began) {
  for (const Protocol protocol : all_protocols) {
    const auto model = [protocol](const DeviceSettings& settings) {
      return std::make_unique<SimRouter>(settings, profile_of(protocol));
    };
    for (const Case& each : all_cases()) {
      if (each.needs.restart || !each.protocols.contains(protocol)) continue;
      for (Duration age{}; age < std::chrono::seconds{4}; age += std::chrono::milliseconds{37}) {
        const CaseResult result = ask(each, model, age, protocol);
        ASSERT_EQ(result.verdict, Verdict::pass) << to_string(protocol) << ": " << describe(result, age);
      }
    }
  }
}

TEST(RunningDevice, is_not_judged_by_cases_that_need_its_start) {
  unsigned refused = 0;
  for (const Case& each : all_cases()) {
    if (!each.needs.restart || !each.protocols.contains({})) continue;
    const Duration age = std::chrono::milliseconds{2345};
    const CaseResult result =
        ask(each, [](const DeviceSettings& settings) { return std::make_unique<SimRouter>(settings, rfc5798); }, age);
    EXPECT_NE(result.verdict, Verdict::fail) << describe(result, age);
    refused += result.verdict == Verdict::error ? 1 : 0;
  }
  EXPECT_GE(refused, 5U);
}

class RunningMutantTest : public testing::TestWithParam<DeviceMutant> {};

TEST_P(RunningMutantTest, fails_the_case_about_its_fault) {
  const DeviceMutant& mutant = GetParam();
  if (mutant.killed_by.empty()) GTEST_SKIP() << "no case is about this fault";
  const auto victim = std::ranges::find(all_cases(), mutant.killed_by, &Case::id);
  if (victim->needs.restart) GTEST_SKIP() << "the fault shows at the start or at the end only";
  for (Duration age{}; age < std::chrono::seconds{4}; age += std::chrono::milliseconds{370}) {
    const CaseResult result = ask(*victim, mutant.make, age, mutant.protocol);
    // One that is Master and deaf cannot be made Backup to begin with: the case cannot be asked of it.
    const bool deaf = result.verdict == Verdict::error && result.finding->kind == FindingKind::device;
    EXPECT_TRUE(result.verdict == Verdict::fail || deaf) << describe(result, age);
  }
}

INSTANTIATE_TEST_SUITE_P(RunningDevice, RunningMutantTest, testing::ValuesIn(all_device_mutants()),
                         [](const auto& each) { return each.param.name; });

}  // namespace
}  // namespace vrrpspec::harness
