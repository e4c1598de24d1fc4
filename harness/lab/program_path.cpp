#include "harness/lab/program_path.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <ranges>

namespace vrrpspec::harness {
namespace {

constexpr std::string_view places_of_daemons = "/usr/local/sbin:/usr/sbin:/sbin:/usr/lib/frr";

bool is_executable(const std::string& path) {
  return access(path.c_str(), X_OK) == 0;
}

}  // namespace

std::string program_path() {
  const char* const path = std::getenv("PATH");
  const std::string_view first = path != nullptr && *path != '\0' ? path : "/usr/bin:/bin";
  if (first.ends_with(places_of_daemons)) return std::string{first};
  return fmt::format("{}:{}", first, places_of_daemons);
}

std::expected<std::string, Error> find_program(std::string_view name) {
  std::string path{name};
  if (name.contains('/')) {
    if (is_executable(path)) return path;
    return std::unexpected{Error{fmt::format("cannot run {}: {}", name, std::strerror(errno))}};
  }
  const std::string places = program_path();
  for (const auto place : std::views::split(std::string_view{places}, ':')) {
    const std::string candidate = fmt::format("{}/{}", std::string_view{place.begin(), place.end()}, name);
    if (!name.empty() && !place.empty() && is_executable(candidate)) return candidate;
  }
  return std::unexpected{Error{fmt::format(
      "{} is not installed: no such program in {}; install the package that has it, or give its path", name, places)}};
}

}  // namespace vrrpspec::harness
