#include "harness/lab/real_time/metronome.hpp"

#include <gtest/gtest.h>

#include <thread>

#include "harness/lab/real_time/beats.hpp"
#include "harness/lab/real_time/clock.hpp"
#include "tests/harness/lab/real_time/at.hpp"

namespace vrrpspec::harness {
namespace {

using std::chrono::milliseconds;

TEST(Beats, blame_a_late_one_on_every_window_it_touches) {
  Beats beats;
  beats.add(at(50), at(50));
  beats.add(at(100), at(130));
  beats.add(at(180), at(181));
  EXPECT_EQ(beats.greatest_lateness(at(110), at(120)), milliseconds{30});
  EXPECT_EQ(beats.greatest_lateness(at(0), at(100)), milliseconds{30});
  EXPECT_EQ(beats.greatest_lateness(at(140), at(150)), Duration::zero());
  EXPECT_EQ(beats.greatest_lateness(at(131), at(500)), milliseconds{1});
}

TEST(Beats, count_the_waiting_that_several_share_once) {
  Beats beats;
  beats.add(at(50), at(80));
  beats.add(at(60), at(80));
  beats.add(at(70), at(81));
  beats.add(at(90), at(95));
  beats.add(at(100), at(115));
  EXPECT_EQ(beats.kept_waiting(at(0), at(200)), milliseconds{46}) << "the late one of 5 ms is none";
  EXPECT_EQ(beats.kept_waiting(at(60), at(102)), milliseconds{23});
  EXPECT_EQ(beats.kept_waiting(at(82), at(99)), Duration::zero());
}

TEST(Beats, count_those_that_are_on_time) {
  Beats beats;
  for (int i = 0; i < 1000; ++i) beats.add(at(10 * i), at(10 * i));
  EXPECT_EQ(beats.greatest_lateness(at(0), at(10'000)), Duration::zero());
  EXPECT_EQ(beats.lateness().count(), 1000U);
}

TEST(Beats, keep_the_latest_of_very_many) {
  Beats beats;
  for (int i = 0; i < 100'000; ++i) beats.add(at(10 * i), at(10 * i + 5));
  EXPECT_EQ(beats.greatest_lateness(at(0), at(1000)), Duration::zero());
  EXPECT_EQ(beats.greatest_lateness(at(999'000), at(1'000'000)), milliseconds{5});
  EXPECT_EQ(beats.lateness().count(), 100'000U);
}

TEST(Metronome, waits_no_longer_than_the_window) {
  const Metronome metronome{MetronomePriority::ordinary};
  const Instant from = Clock::now();
  while (metronome.lateness().count() < 3) std::this_thread::yield();
  const Instant to = Clock::now();
  EXPECT_LE(metronome.kept_waiting(from, to), to - from);
}

TEST(Metronome, beats_and_never_early) {
  const Instant begin = Clock::now();
  Metronome metronome;
  while (metronome.lateness().count() < 10) std::this_thread::yield();
  EXPECT_GE(Clock::now() - begin, milliseconds{100});
}

TEST(Metronome, is_as_late_as_it_is_by_now) {
  Metronome metronome;
  const Instant far = Clock::now() + std::chrono::hours{1};
  // The next beat is due within the hour, and is not late yet by as much.
  EXPECT_LT(metronome.greatest_lateness(far - std::chrono::minutes{1}, far), std::chrono::minutes{1});
}

}  // namespace
}  // namespace vrrpspec::harness
