#include "harness/lab/netns/pressure.hpp"

#include <algorithm>
#include <charconv>
#include <fstream>
#include <string>

namespace vrrpspec::harness {
namespace {

constexpr Duration recent = std::chrono::seconds{1};

}  // namespace

// some avg10=2.04 avg60=0.75 avg300=0.40 total=157622151
std::optional<Duration> total_pressure(std::string_view text) {
  const std::string_view line = text.substr(0, text.find('\n'));
  constexpr std::string_view label = "total=";
  const std::size_t at = line.find(label);
  if (!line.starts_with("some ") || at == std::string_view::npos) return std::nullopt;
  const std::string_view value = line.substr(at + label.size());
  std::int64_t microseconds = 0;
  if (std::from_chars(value.data(), value.data() + value.size(), microseconds).ec != std::errc{}) return std::nullopt;
  return std::chrono::microseconds{microseconds};
}

void CpuPressure::sample(Instant now) {
  std::ifstream file{"/proc/pressure/cpu"};
  std::string line;
  if (!std::getline(file, line)) return;
  if (const auto total = total_pressure(line)) waited_.add(now, *total);
}

double CpuPressure::share(Instant now) const {
  return std::min(1.0, std::chrono::duration<double>{waited_.growth(now - recent, now)} / recent);
}

}  // namespace vrrpspec::harness
