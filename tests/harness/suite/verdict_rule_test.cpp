// The verdict rule of docs/adr/0004: who is to blame for a frame at the wrong time.
#include <gtest/gtest.h>

#include "harness/lab/sim/sim_lab.hpp"
#include "harness/run/run.hpp"
#include "tests/harness/run/quiet.hpp"

namespace vrrpspec::harness {
namespace {

using std::chrono::milliseconds;

constexpr std::string_view takeover = "6.4.2/S-370/takeover-after-master-down-interval";
constexpr std::string_view yields = "6.4.3/S-725/yields-to-higher-priority";

CaseResult ask(std::string_view id, MakeSimRouter make, const SimMachine& machine = {}) {
  const std::unique_ptr<Lab> lab = make_sim_lab(std::move(make), machine);
  std::vector<const Case*> cases;
  for (const Case& each : all_cases()) {
    if (each.id == id) cases.push_back(&each);
  }
  Device device;
  Quiet quiet;
  return run_cases(*lab, device, cases, {.profile = &rfc5798}, quiet).at(0);
}

/// Every timer of it fires late by so much.
class LateRouter final : public SimRouter {
 public:
  LateRouter(const DeviceSettings& settings, Duration late) : SimRouter{settings, rfc5798}, late_{late} {}
  [[nodiscard]] std::optional<Instant> next_deadline() const override {
    const std::optional<Instant> deadline = SimRouter::next_deadline();
    return deadline ? std::optional{*deadline + late_} : std::nullopt;
  }

 private:
  Duration late_;
};

MakeSimRouter late_by(Duration late) {
  return [late](const DeviceSettings& settings) { return std::make_unique<LateRouter>(settings, late); };
}

class DeafRouter final : public SimRouter {
 public:
  explicit DeafRouter(const DeviceSettings& settings) : SimRouter{settings, rfc5798} {}
  std::vector<Octets> receive(std::span<const std::uint8_t> frame, Instant now) override {
    return router().state() == State::master ? std::vector<Octets>{} : SimRouter::receive(frame, now);
  }
};

MakeSimRouter deaf_master() {
  return [](const DeviceSettings& settings) { return std::make_unique<DeafRouter>(settings); };
}

// Found on a machine with 20 busy loops: keepalived took over in time after the window, and the harness woke later.
TEST(VerdictRule, a_new_master_may_send_gratuitous_arp_after_the_window_that_forbids_it) {
  const auto model = [](const DeviceSettings& settings) { return std::make_unique<SimRouter>(settings, rfc5798); };
  const CaseResult result =
      ask("6.4.1/S-165/starting-backup-stays-silent", model, {.harness_stall = milliseconds{600}});
  EXPECT_EQ(result.verdict, Verdict::pass) << (result.finding ? result.finding->seen : "");
}

TEST(VerdictRule, unexplained_lateness_fails_when_found_three_times) {
  const CaseResult result = ask(takeover, late_by(milliseconds{50}));
  EXPECT_EQ(result.verdict, Verdict::fail);
  EXPECT_EQ(result.finding->kind, FindingKind::late);
  EXPECT_EQ(result.earlier.size(), 2U);
}

TEST(VerdictRule, lateness_below_the_resolution_of_the_lab_passes) {
  EXPECT_EQ(ask(takeover, late_by(milliseconds{5}), {.tolerance = {.link = milliseconds{10}}}).verdict, Verdict::pass);
}

TEST(VerdictRule, lateness_that_the_machine_explains_is_inconclusive) {
  const SimMachine busy{.noise = {.target_waiting = milliseconds{60}}};
  const CaseResult result = ask(takeover, late_by(milliseconds{50}), busy);
  EXPECT_EQ(result.verdict, Verdict::inconclusive);
  EXPECT_EQ(result.finding->noise->target_waiting, milliseconds{60});
}

TEST(VerdictRule, lateness_that_the_machine_explains_only_in_part_fails) {
  const SimMachine busy{.noise = {.target_waiting = milliseconds{40}}};
  EXPECT_EQ(ask(takeover, late_by(milliseconds{50}), busy).verdict, Verdict::fail);
}

TEST(VerdictRule, lateness_that_does_not_come_again_passes_and_is_recorded) {
  const auto starts = std::make_shared<int>(0);
  const CaseResult result = ask(takeover, [starts](const DeviceSettings& settings) {
    return std::make_unique<LateRouter>(settings, milliseconds{++*starts == 1 ? 50 : 0});
  });
  EXPECT_EQ(result.verdict, Verdict::pass);
  ASSERT_EQ(result.earlier.size(), 1U);
  EXPECT_EQ(result.earlier.front().kind, FindingKind::late);
}

TEST(VerdictRule, an_advert_that_must_not_be_fails_at_once) {
  const CaseResult result = ask(yields, deaf_master());
  EXPECT_EQ(result.verdict, Verdict::fail);
  EXPECT_EQ(result.finding->kind, FindingKind::early);
  EXPECT_TRUE(result.earlier.empty());
}

TEST(VerdictRule, an_advert_of_a_router_that_could_not_yet_read_what_forbids_it_is_inconclusive) {
  const SimMachine frozen{.noise = {.target_waiting = std::chrono::seconds{1}}};
  EXPECT_EQ(ask(yields, deaf_master(), frozen).verdict, Verdict::inconclusive);
}

TEST(VerdictRule, noise_shorter_than_the_time_since_the_stimulus_does_not_excuse_being_early) {
  class Hasty final : public SimRouter {  // advertises a tenth of a second early, whatever it read
   public:
    explicit Hasty(const DeviceSettings& settings) : SimRouter{settings, rfc5798} {}
    [[nodiscard]] std::optional<Instant> next_deadline() const override {
      const std::optional<Instant> deadline = SimRouter::next_deadline();
      return deadline ? std::optional{*deadline - milliseconds{100}} : std::nullopt;
    }
    std::vector<Octets> advance(Instant now) override { return SimRouter::advance(now + milliseconds{100}); }
  };
  const SimMachine busy{.noise = {.target_waiting = std::chrono::seconds{1}}};
  const CaseResult result =
      ask(takeover, [](const DeviceSettings& settings) { return std::make_unique<Hasty>(settings); }, busy);
  EXPECT_EQ(result.verdict, Verdict::fail);
  EXPECT_EQ(result.finding->kind, FindingKind::early);
}

// Found beside a build: the tester stood still, and the timer of a router that counts in centiseconds expired 5 ms
// before the model's.
TEST(VerdictRule, a_tester_that_stood_still_is_to_blame_for_a_timer_that_expires_as_early_as_it_may) {
  class Flooring final : public SimRouter {  // Skew_Time 0.304688 s is taken for 0.300 s
   public:
    explicit Flooring(const DeviceSettings& settings) : SimRouter{settings, rfc5798} {}
    [[nodiscard]] std::optional<Instant> next_deadline() const override {
      const std::optional<Instant> deadline = SimRouter::next_deadline();
      return deadline ? std::optional{*deadline - ahead()} : std::nullopt;
    }
    std::vector<Octets> advance(Instant now) override { return SimRouter::advance(now + ahead()); }

   private:
    [[nodiscard]] Duration ahead() const {
      return router().state() == State::backup ? milliseconds{4} : milliseconds{0};
    }
  };
  const auto make = [](const DeviceSettings& settings) { return std::make_unique<Flooring>(settings); };
  constexpr std::string_view restarts = "6.4.2/S-460/each-advert-restarts-master-down-timer";
  EXPECT_EQ(ask(restarts, make).verdict, Verdict::pass);
  for (const milliseconds stall : {milliseconds{352}, milliseconds{600}}) {
    const CaseResult result = ask(restarts, make, {.harness_stall = stall});
    EXPECT_EQ(result.verdict, Verdict::inconclusive) << (result.finding ? result.finding->seen : "");
  }
}

TEST(VerdictRule, a_device_with_a_clock_of_its_own_may_be_early_by_as_much_as_that_may_be_fast) {
  static constexpr std::chrono::microseconds fast{80};
  class Fast final : public SimRouter {  // 80 us in half a second: 160 ppm
   public:
    explicit Fast(const DeviceSettings& settings) : SimRouter{settings, rfc5798} {}
    [[nodiscard]] std::optional<Instant> next_deadline() const override {
      const std::optional<Instant> deadline = SimRouter::next_deadline();
      return deadline ? std::optional{*deadline - fast} : std::nullopt;
    }
    std::vector<Octets> advance(Instant now) override { return SimRouter::advance(now + fast); }
  };
  constexpr std::string_view resets = "6.4.3/S-715/priority-zero-resets-adver-timer";
  const auto make = [](const DeviceSettings& settings) { return std::make_unique<Fast>(settings); };
  EXPECT_EQ(ask(resets, make).verdict, Verdict::fail);
  EXPECT_EQ(ask(resets, make, {.tolerance = {.clock_fraction = 0.0002}}).verdict, Verdict::pass);
  EXPECT_EQ(ask(resets, make, {.tolerance = {.clock_fraction = 0.0001}}).verdict, Verdict::fail);
}

TEST(VerdictRule, the_clause_that_explains_a_failure_is_found_although_the_machine_was_slow) {
  class ResetsLate final : public SimRouter {  // a discarded advert resets Adver_Timer, read 15 ms after it came
   public:
    explicit ResetsLate(const DeviceSettings& settings)
        : SimRouter{settings, rfc5798}, interval_{settings.parameters.advertisement_interval.duration()} {}
    std::vector<Octets> receive(std::span<const std::uint8_t> frame, Instant now) override {
      if (router().state() == State::master) earliest_ = now + interval_ + milliseconds{15};
      return SimRouter::receive(frame, now);
    }
    [[nodiscard]] std::optional<Instant> next_deadline() const override {
      const std::optional<Instant> deadline = SimRouter::next_deadline();
      return deadline ? std::optional{std::max(*deadline, earliest_)} : std::nullopt;
    }

   private:
    Duration interval_;
    Instant earliest_{};
  };
  const auto make = [](const DeviceSettings& settings) { return std::make_unique<ResetsLate>(settings); };
  constexpr std::string_view discards = "7.1/V3-060/master-ignores-ttl-254";
  EXPECT_EQ(ask(discards, make).finding->clause, "S-690"_clause);
  const CaseResult result = ask(discards, make, {.noise = {.target_waiting = milliseconds{20}}});
  EXPECT_EQ(result.verdict, Verdict::fail);
  EXPECT_EQ(result.finding->clause, "V3-067"_clause);
}

TEST(VerdictRule, a_silent_device_is_an_error_of_the_device_unless_the_machine_explains_it) {
  class Silent final : public SimRouter {
   public:
    explicit Silent(const DeviceSettings& settings) : SimRouter{settings, rfc5798} {}

   protected:
    std::vector<Octets> execute(const Action& /*action*/) override { return {}; }
  };
  const auto silent = [](const DeviceSettings& settings) { return std::make_unique<Silent>(settings); };
  const CaseResult result = ask(yields, silent);
  EXPECT_EQ(result.verdict, Verdict::error);
  EXPECT_EQ(result.finding->kind, FindingKind::device);
  const SimMachine starved{.noise = {.workers_waiting = std::chrono::seconds{10}}};
  EXPECT_EQ(ask(yields, silent, starved).verdict, Verdict::inconclusive);
}

}  // namespace
}  // namespace vrrpspec::harness
