#include "impl/operation/wall_text.hpp"

#include <fmt/format.h>

namespace vrrpspec::impl {

using std::chrono::days;
using std::chrono::duration_cast;
using std::chrono::floor;
using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::minutes;

std::string rfc3339(WallTime time) {
  const auto day = floor<days>(time);
  const std::chrono::year_month_day date{day};
  const std::chrono::hh_mm_ss clock{floor<milliseconds>(time - day)};
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()), clock.hours().count(),
                     clock.minutes().count(), clock.seconds().count(), clock.subseconds().count());
}

std::string spoken(Duration duration) {
  if (duration < minutes{1}) {
    const auto thousandths = floor<milliseconds>(duration).count();
    return fmt::format("{}.{:03} s", thousandths / 1000, thousandths % 1000);
  }
  const auto whole = duration_cast<std::chrono::seconds>(duration);
  if (whole < hours{1}) return fmt::format("{} min {} s", whole / minutes{1}, (whole % minutes{1}).count());
  if (whole < days{1}) return fmt::format("{} h {} min", whole / hours{1}, (whole % hours{1}) / minutes{1});
  return fmt::format("{} d {} h", whole / days{1}, (whole % days{1}) / hours{1});
}

std::string_view family_name(Family family) {
  return family == Family::ipv4 ? "IPv4" : "IPv6";
}

}  // namespace vrrpspec::impl
