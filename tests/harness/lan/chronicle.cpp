#include "tests/harness/lan/chronicle.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <ranges>

namespace vrrpspec::harness {
namespace {

double in_seconds(Duration duration) {
  return std::chrono::duration<double>{duration}.count();
}

}  // namespace

void Chronicle::hear(Instant at, PortId from, unsigned priority) {
  const auto latest = std::ranges::find(reigns_ | std::views::reverse, from, &Reign::master);
  const bool goes_on = latest != reigns_.rend() && !latest->resigned && at - latest->last <= longest_gap_;
  if (goes_on) {
    latest->last = at;
    latest->resigned = priority == 0;
  } else if (priority != 0) {
    reigns_.push_back({.master = from, .first = at, .last = at});
  }
}

std::optional<Reign> Chronicle::reign_of(PortId router, Instant since) const {
  const auto found =
      std::ranges::find_if(reigns_, [=](const Reign& reign) { return reign.master == router && reign.first >= since; });
  return found == reigns_.end() ? std::nullopt : std::optional{*found};
}

std::optional<Reign> Chronicle::latest_of(PortId router) const {
  const auto found = std::ranges::find(reigns_ | std::views::reverse, router, &Reign::master);
  return found == reigns_.rend() ? std::nullopt : std::optional{*found};
}

std::vector<Chronicle::Rivalry> Chronicle::rivalries() const {
  std::vector<Rivalry> found;
  for (auto later = reigns_.begin(); later != reigns_.end(); ++later) {
    for (auto earlier = reigns_.begin(); earlier != later; ++earlier) {
      if (earlier->master == later->master || earlier->last < later->first) continue;
      found.push_back({.incumbent = earlier->master,
                       .rival = later->master,
                       .from = later->first,
                       .to = std::min(earlier->last, later->last)});
    }
  }
  return found;
}

std::string Chronicle::text(Instant origin, const std::function<std::string(PortId)>& name) const {
  std::string text;
  for (const Reign& reign : reigns_) {
    text +=
        fmt::format("  {}: Master from {:.6f} s to {:.6f} s{}\n", name(reign.master), in_seconds(reign.first - origin),
                    in_seconds(reign.last - origin), reign.resigned ? ", then priority 0" : "");
  }
  return text.empty() ? "  nobody was Master\n" : text;
}

}  // namespace vrrpspec::harness
