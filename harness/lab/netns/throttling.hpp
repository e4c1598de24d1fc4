// How long control groups were kept from the processors because their quota was used up (cpu.max, cfs_quota_us). A
// machine without control groups has nothing to say.
#pragma once

#include <sys/types.h>

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "harness/lab/real_time/series.hpp"
#include "model/time.hpp"

namespace vrrpspec::harness {

/// A mounted hierarchy of groups that may have quotas.
struct CpuHierarchy {
  bool unified{false};  ///< of version 2
  std::string root;     ///< the group that is mounted …
  std::string mount;    ///< … here
  bool operator==(const CpuHierarchy&) const = default;
};
/// `mountinfo`: the text of /proc/self/mountinfo.
std::vector<CpuHierarchy> cpu_hierarchies(std::string_view mountinfo);

using Groups = std::set<std::string>;
/// The directories of the groups of a process and of all groups above them; `cgroup`: the text of /proc/PID/cgroup.
Groups groups_of(const std::vector<CpuHierarchy>& hierarchies, std::string_view cgroup);

/// From the text of a group's cpu.stat, of either version; zero when it does not say.
Duration throttled_time(std::string_view cpu_stat);

class ThrottleMeter {
 public:
  ThrottleMeter();
  /// The groups of a process, metered from now on.
  Groups follow(pid_t process, Instant now);
  void sample(Instant now);
  /// Of all these groups together.
  [[nodiscard]] Duration throttled(const Groups& groups, Instant from, Instant to) const;
  /// Of whatever was followed.
  [[nodiscard]] Duration throttled(Instant from, Instant to) const;

 private:
  std::vector<CpuHierarchy> hierarchies_;
  std::map<std::string, Series> groups_;  ///< by directory
};

}  // namespace vrrpspec::harness
