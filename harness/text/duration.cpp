#include "harness/text/duration.hpp"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <iterator>

namespace vrrpspec::harness {
namespace {

using std::chrono::milliseconds;

struct Unit {
  std::string_view name;
  milliseconds length;
};
constexpr Unit units[] = {{"h", std::chrono::hours{1}},
                          {"min", std::chrono::minutes{1}},
                          {"s", std::chrono::seconds{1}},
                          {"ms", milliseconds{1}}};
constexpr milliseconds longest = std::chrono::hours{24 * 365};

}  // namespace

std::optional<Duration> parse_duration(std::string_view text) {
  std::int64_t count = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), count);
  if (error != std::errc{} || count < 1) return std::nullopt;
  const Unit* const unit = std::ranges::find(units, std::string_view{end, text.data() + text.size()}, &Unit::name);
  if (unit == std::end(units) || count > longest / unit->length) return std::nullopt;
  return count * unit->length;
}

std::string duration_text(Duration duration) {
  const auto whole = std::chrono::duration_cast<milliseconds>(duration);
  const Unit* const unit =
      std::ranges::find_if(units, [whole](const Unit& each) { return whole % each.length == milliseconds{0}; });
  return std::to_string(whole / unit->length) + std::string{unit->name};
}

}  // namespace vrrpspec::harness
