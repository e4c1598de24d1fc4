#include "harness/lab/netns/throttling.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <fstream>
#include <iterator>
#include <ranges>

namespace vrrpspec::harness {
namespace {

std::vector<std::string_view> parts(std::string_view text, char separator) {
  std::vector<std::string_view> found;
  for (const auto part : std::views::split(text, separator)) found.emplace_back(part);
  return found;
}

bool holds(std::string_view list, std::string_view word) {
  const std::vector<std::string_view> words = parts(list, ',');
  return std::ranges::find(words, word) != words.end();
}

std::string content(const std::string& path) {
  std::ifstream file{path};
  return {std::istreambuf_iterator<char>{file}, {}};
}

/// Up to the group that is mounted; nothing when the group is not below it.
void add_with_ancestors(Groups& groups, const CpuHierarchy& hierarchy, std::string_view group) {
  const std::string_view above = hierarchy.root == "/" ? std::string_view{} : std::string_view{hierarchy.root};
  if (!group.starts_with(above)) return;
  const std::string_view below = group.substr(above.size());
  if (!below.empty() && below.front() != '/') return;
  std::string directory = hierarchy.mount + std::string{below};
  if (directory.ends_with('/')) directory.pop_back();
  while (directory.size() > hierarchy.mount.size()) {
    groups.insert(directory);
    directory.erase(directory.rfind('/'));
  }
  groups.insert(hierarchy.mount);
}

}  // namespace

// 33 26 0:28 / /sys/fs/cgroup/cpu rw,relatime shared:9 - cgroup cgroup rw,cpu,cpuacct
std::vector<CpuHierarchy> cpu_hierarchies(std::string_view mountinfo) {
  constexpr std::size_t root = 3, mount = 4, type = 1, options = 3;  // the latter two count from the dash
  std::vector<CpuHierarchy> found;
  for (const std::string_view line : parts(mountinfo, '\n')) {
    const std::vector<std::string_view> fields = parts(line, ' ');
    const auto dash = std::ranges::find(fields, "-");
    if (dash - fields.begin() <= static_cast<std::ptrdiff_t>(mount) || fields.end() - dash <= 3) continue;
    const bool unified = dash[type] == "cgroup2";
    if (!unified && !(dash[type] == "cgroup" && holds(dash[options], "cpu"))) continue;
    found.push_back({.unified = unified, .root = std::string{fields[root]}, .mount = std::string{fields[mount]}});
  }
  return found;
}

// 4:cpu,cpuacct:/user.slice/session-1.scope, or 0::/user.slice/session-1.scope in version 2
Groups groups_of(const std::vector<CpuHierarchy>& hierarchies, std::string_view cgroup) {
  Groups groups;
  for (const std::string_view line : parts(cgroup, '\n')) {
    const std::size_t controllers = line.find(':');
    const std::size_t path = controllers == std::string_view::npos ? controllers : line.find(':', controllers + 1);
    if (path == std::string_view::npos) continue;
    const bool unified = path == controllers + 1;
    if (!unified && !holds(line.substr(controllers + 1, path - controllers - 1), "cpu")) continue;
    const std::string_view group = line.substr(path + 1);
    for (const CpuHierarchy& hierarchy : hierarchies) {
      if (hierarchy.unified == unified) add_with_ancestors(groups, hierarchy, group);
    }
  }
  return groups;
}

Duration throttled_time(std::string_view cpu_stat) {
  for (const std::string_view line : parts(cpu_stat, '\n')) {
    const std::size_t space = line.find(' ');
    if (space == std::string_view::npos) continue;
    const std::string_view value = line.substr(space + 1);
    std::int64_t number = 0;
    if (std::from_chars(value.data(), value.data() + value.size(), number).ec != std::errc{}) continue;
    if (line.substr(0, space) == "throttled_usec") return std::chrono::microseconds{number};
    if (line.substr(0, space) == "throttled_time") return std::chrono::nanoseconds{number};
  }
  return Duration::zero();
}

ThrottleMeter::ThrottleMeter() : hierarchies_{cpu_hierarchies(content("/proc/self/mountinfo"))} {}

Groups ThrottleMeter::follow(pid_t process, Instant now) {
  if (hierarchies_.empty()) return {};
  Groups groups = groups_of(hierarchies_, content(fmt::format("/proc/{}/cgroup", process)));
  for (const std::string& group : groups) {
    if (groups_.contains(group)) continue;
    groups_[group].add(now, throttled_time(content(group + "/cpu.stat")));
  }
  return groups;
}

void ThrottleMeter::sample(Instant now) {
  for (auto& [group, series] : groups_) series.add(now, throttled_time(content(group + "/cpu.stat")));
}

Duration ThrottleMeter::throttled(const Groups& groups, Instant from, Instant to) const {
  Duration sum{};
  for (const std::string& group : groups) {
    if (const auto found = groups_.find(group); found != groups_.end()) sum += found->second.growth(from, to);
  }
  return sum;
}

Duration ThrottleMeter::throttled(Instant from, Instant to) const {
  Duration sum{};
  for (const auto& [group, series] : groups_) sum += series.growth(from, to);
  return sum;
}

}  // namespace vrrpspec::harness
