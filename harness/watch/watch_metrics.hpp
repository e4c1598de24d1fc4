// What is watched as metrics, in the text format of Prometheus, for a file that the textfile collector of node_exporter
// reads.
#pragma once

#include <map>
#include <string>
#include <tuple>

#include "harness/watch/watch_log.hpp"

namespace vrrpspec::harness {

class WatchMetrics {
 public:
  void count(const WatchEvent& event);
  /// `now`: on the clock of the judge.
  [[nodiscard]] std::string text(const CheckReport& report, Instant now) const;

 private:
  struct Finding {
    monitor::GroupKey group;
    IpAddress router;
    std::string clause;
    std::string_view kind;
    friend auto operator<=>(const Finding&, const Finding&) = default;
  };
  std::map<Finding, std::uint64_t> findings_;
};

}  // namespace vrrpspec::harness
