// A LAN of several routers of different make on one segment of the netns lab. The tester is the wire only: it says who
// is started, stopped and cut off, and writes the chronicle of what passes.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/lab/lab.hpp"
#include "model/clause/profile.hpp"
#include "tests/harness/lan/chronicle.hpp"

namespace vrrpspec::harness {

enum class Make : std::uint8_t { vrrpspecd, keepalived, frr };
std::string_view to_string(Make make);

/// With the default interval every Skew_Time is a whole number of centiseconds: nothing is rounded anywhere.
inline constexpr Centiseconds lan_interval = max_adver_int_default;
/// What a router may be late by: it reckons in centiseconds, the unit of the RFC's timers.
inline constexpr Duration lateness = std::chrono::milliseconds{10};

struct LanRouter {
  Make make{Make::vrrpspecd};
  std::uint8_t priority{100};
  bool preempt{true};
  [[nodiscard]] Duration skew() const;
  [[nodiscard]] Duration master_down() const;
};

/// The routers by their ports. Of two of them the later one has the higher address.
struct LanPlan {
  Family family{Family::ipv4};
  std::vector<LanRouter> routers;
  Centiseconds interval{lan_interval};
  bool is_quiet{false};  ///< no router logs each advert: a day has many
};

/// Why the routers cannot run on this machine; empty when they can.
std::string missing_router(const LanPlan& plan);

class Lan final : public SegmentListener {
 public:
  /// For a guest with virtual time.
  Lan(const LanPlan& plan, const std::filesystem::path& results);
  Lan(const Lan&) = delete;
  Lan& operator=(const Lan&) = delete;
  ~Lan() override;
  /// Why there is no LAN; empty when there is.
  [[nodiscard]] const std::string& why_not() const { return why_not_; }

  Instant start(PortId router);
  Instant stop(PortId router);
  /// Returns the instant before the first of them was started.
  Instant start_all();
  /// Nothing passes between it and the others.
  Instant cut_off(PortId router);
  Instant cut_all();
  Instant heal();

  [[nodiscard]] Instant now() const { return segment_->now(); }
  void run_for(Duration time);
  /// False when the time is up first.
  bool run_until(const std::function<bool()>& seen, Duration limit);

  [[nodiscard]] const LanRouter& router(PortId port) const { return plan_.routers[port]; }
  [[nodiscard]] Family family() const { return plan_.family; }
  [[nodiscard]] Centiseconds interval() const { return plan_.interval; }
  [[nodiscard]] PortId count() const { return static_cast<PortId>(plan_.routers.size()); }
  /// When its latest start was done; empty until then.
  [[nodiscard]] std::optional<Instant> ready(PortId router) const { return ready_[router]; }
  /// When it sent its latest advert, also when it was cut off.
  [[nodiscard]] std::optional<Instant> spoke(PortId router) const { return spoke_[router]; }
  /// Of the adverts of routers that were not cut off.
  [[nodiscard]] const Chronicle& chronicle() const { return chronicle_; }
  /// Of all that each router sent and was sent, an interface for each.
  [[nodiscard]] std::filesystem::path capture() const { return capture_; }
  /// Devices that failed or ended unasked.
  [[nodiscard]] const std::string& complaints() const { return complaints_; }
  /// Since the LAN was made.
  [[nodiscard]] double seconds(Instant at) const;
  /// The chronicle in words.
  [[nodiscard]] std::string text() const;

 private:
  void on_frame(const Frame& frame) override;
  void on_alarm() override;
  void on_device(PortId port, const DeviceEvent& event) override;
  void check();
  [[nodiscard]] DeviceSettings settings_of(PortId port) const;

  LanPlan plan_;
  std::filesystem::path capture_;
  std::unique_ptr<Lab> lab_;
  std::unique_ptr<Segment> segment_;
  std::string why_not_;
  Instant opened_;
  std::function<bool()> seen_;
  bool timed_out_{false};
  std::vector<std::optional<Instant>> ready_;
  std::vector<std::optional<Instant>> spoke_;
  Chronicle chronicle_{plan_.interval.duration() + lateness};
  std::string complaints_;
};

}  // namespace vrrpspec::harness
