// A small script over a segment of the netns lab: act, then run until something is seen or a time is up.
#pragma once

#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "harness/lab/lab.hpp"
#include "harness/lab/netns/netns_lab.hpp"
#include "tests/harness/lab/netns/enclosed.hpp"

namespace vrrpspec::harness {

class Scenario : public SegmentListener {
 public:
  Scenario(const Device& device, unsigned ports) {
    lab_ = std::move(make_netns_lab(device).value());
    SegmentRequest request{.directory = results_.path(), .primary_addresses = {}};
    for (unsigned i = 0; i < ports; ++i) {
      request.primary_addresses.push_back(IpAddress::v4(192, 0, 2, static_cast<std::uint8_t>(i + 1)));
    }
    lab_->open(request, [this](auto opened) {
      if (opened) {
        segment_ = std::move(*opened);
      } else {
        why_ = opened.error().message;
      }
      lab_->stop();
    });
    lab_->run();
    if (segment_) segment_->set_listener(this);
  }
  ~Scenario() override { segment_.reset(); }

  /// False when the time is up first.
  bool run_until(const std::function<bool()>& seen, Duration limit = std::chrono::seconds{5}) {
    seen_ = seen;
    timed_out_ = false;
    if (seen()) return true;
    segment_->set_alarm(segment_->now() + limit);
    lab_->run();
    segment_->set_alarm(std::nullopt);
    return !timed_out_;
  }
  void run_for(Duration time) {
    run_until([] { return false; }, time);
  }

  void on_frame(const Frame& frame) override {
    frames.push_back(frame);
    check();
  }
  void on_alarm() override {
    timed_out_ = true;
    lab_->stop();
  }
  void on_device(PortId port, const DeviceEvent& event) override {
    (void)port;
    if (std::holds_alternative<DeviceReady>(event)) ++ready;
    if (const auto* not_ready = std::get_if<DeviceNotReady>(&event)) why_not_ready = not_ready->why;
    if (const auto* exit = std::get_if<DeviceExited>(&event)) exits.push_back(*exit);
    check();
  }

  Segment& segment() { return *segment_; }
  [[nodiscard]] bool is_open() const { return segment_ != nullptr; }
  [[nodiscard]] const std::string& why() const { return why_; }
  [[nodiscard]] const std::filesystem::path& results() const { return results_.path(); }

  std::vector<Frame> frames;
  unsigned ready{0};
  std::string why_not_ready;
  std::vector<DeviceExited> exits;

 private:
  void check() {
    if (seen_ && seen_()) lab_->stop();
  }

  ResultsDirectory results_;
  std::unique_ptr<Lab> lab_;
  std::unique_ptr<Segment> segment_;
  std::string why_;
  std::function<bool()> seen_;
  bool timed_out_{false};
};

inline DeviceSettings settings_of(unsigned priority) {
  return {.parameters = {.vrid = *Vrid::from(51),
                         .priority = Priority{static_cast<std::uint8_t>(priority)},
                         .advertisement_interval = Centiseconds{10},
                         .primary_address = {}},
          .addresses = {IpAddress::v4(192, 0, 2, 100)}};
}

}  // namespace vrrpspec::harness
