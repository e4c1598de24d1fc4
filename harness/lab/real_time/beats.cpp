#include "harness/lab/real_time/beats.hpp"

#include <algorithm>

namespace vrrpspec::harness {
namespace {

constexpr Duration worth_keeping = std::chrono::milliseconds{1};
constexpr Duration kept_from_running = std::chrono::milliseconds{10};
/// Eleven minutes in which every beat of 10 ms is late; 1 MB.
constexpr std::size_t most_kept = 65'536;

}  // namespace

void Beats::add(Instant due, Instant came) {
  lateness_.add(came - due);
  if (came - due < worth_keeping) return;
  late_.push_back({due, came});
  if (late_.size() > most_kept) late_.pop_front();
}

Duration Beats::greatest_lateness(Instant from, Instant to) const {
  Duration greatest{};
  for (auto beat = std::ranges::lower_bound(late_, from, {}, &Beat::came); beat != late_.end() && beat->due <= to;
       ++beat) {
    greatest = std::max(greatest, beat->came - beat->due);
  }
  return greatest;
}

Duration Beats::kept_waiting(Instant from, Instant to) const {
  Duration sum{};
  Instant counted = from;
  for (auto beat = std::ranges::lower_bound(late_, from, {}, &Beat::came); beat != late_.end() && beat->due <= to;
       ++beat) {
    if (beat->came - beat->due < kept_from_running) continue;
    const Instant begin = std::max(beat->due, counted);
    const Instant end = std::min(beat->came, to);
    if (end <= begin) continue;
    sum += end - begin;
    counted = end;
  }
  return sum;
}

}  // namespace vrrpspec::harness
