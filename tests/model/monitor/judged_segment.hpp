// A simulated segment with one monitor a router, fed as a capture would feed them.
#pragma once

#include <deque>
#include <string>

#include "tests/model/monitor/segment_sim.hpp"

namespace vrrpspec::monitor {

class JudgedSegment {
 public:
  /// `assumptions` without the preempt mode, which is taken from each router where `know_preempt_mode`.
  JudgedSegment(const std::vector<Parameters>& routers, const Assumptions& assumptions, bool know_preempt_mode) {
    for (const Parameters& parameters : routers) {
      Assumptions of_this = assumptions;
      if (know_preempt_mode) of_this.preempt_mode = parameters.preempt_mode;
      monitors_.emplace_back(parameters, of_this);
    }
  }

  void see(const SimulatedAdvert& advert) {
    ++adverts_;
    last_.push_back(advert);
    if (last_.size() > 12) last_.pop_front();
    const std::size_t before = findings();
    judge(advert);
    if (before == 0 && findings() != 0) trail_ = last_;
  }
  void judge(const SimulatedAdvert& advert) {
    for (std::size_t i = 0; i < monitors_.size(); ++i) {
      if (i == advert.sender) {
        monitors_[i].own_advert({.at = advert.at,
                                 .packet = advert.packet,
                                 .priority = advert.priority,
                                 .max_adver_int = advert.max_adver_int});
      } else {
        monitors_[i].heard({.at = advert.at,
                            .packet = advert.packet,
                            .priority = advert.priority,
                            .max_adver_int = advert.max_adver_int,
                            .source = monitors_[advert.sender].parameters().primary_address},
                           Acceptance::demanded);
      }
    }
  }
  void pass_time(Instant now) {
    for (RouterMonitor& monitor : monitors_) monitor.pass_time(now);
  }

  [[nodiscard]] std::vector<RouterMonitor>& monitors() { return monitors_; }
  [[nodiscard]] std::size_t findings() const {
    std::size_t count = 0;
    for (const RouterMonitor& monitor : monitors_) count += monitor.findings().size();
    return count;
  }
  /// For a failed test: every finding in words.
  [[nodiscard]] std::string story() const {
    std::string text;
    for (const RouterMonitor& monitor : monitors_) {
      for (const Finding& finding : monitor.findings()) {
        text += to_string(monitor.parameters().primary_address) + ": ";
        text += std::string{to_string(finding.confidence)} + ", " + std::string{to_string(finding.deviation)};
        text += " by " + std::to_string(finding.by.count()) + " ns, packet " + std::to_string(finding.packet);
        text += " at " + std::to_string(finding.at.time_since_epoch().count()) + ", " +
                std::string{vrrpspec::to_string(finding.nearest.state)} + " " + to_string(finding.nearest.clause) +
                " because of " + std::to_string(finding.nearest.because) + ", " +
                std::to_string(finding.demands.size()) + " demands\n";
      }
    }
    for (const SimulatedAdvert& advert : trail_) {
      text += std::to_string(advert.packet) + " at " + std::to_string(advert.at.time_since_epoch().count()) + " from " +
              std::to_string(advert.sender) + " priority " + std::to_string(advert.priority.value()) + " interval " +
              std::to_string(advert.max_adver_int.count()) + "\n";
    }
    return text;
  }
  [[nodiscard]] std::size_t adverts() const { return adverts_; }

 private:
  std::vector<RouterMonitor> monitors_;
  std::size_t adverts_{0};
  std::deque<SimulatedAdvert> last_;
  std::deque<SimulatedAdvert> trail_;  ///< what led to the first finding
};

}  // namespace vrrpspec::monitor
