// Runs the device of one port: writes its files, starts it in the port's namespace, finds out when it is ready, keeps
// its output, and ends it with everything it has started.
#pragma once

#include <deque>
#include <expected>
#include <filesystem>
#include <fstream>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "harness/dut/device.hpp"
#include "harness/error.hpp"
#include "harness/lab/lab.hpp"
#include "harness/lab/netns/name_space.hpp"
#include "harness/lab/netns/output_pattern.hpp"
#include "harness/lab/netns/process.hpp"
#include "harness/lab/real_time/clock.hpp"
#include "harness/lab/real_time/loop.hpp"

namespace vrrpspec::harness {

class DeviceRunner {
 public:
  struct Place {
    std::string name_space;
    std::filesystem::path directory;  ///< the device's own
    std::filesystem::path results;    ///< log and copies of the files go there …
    std::string label;                ///< … under this name: target.log, target.conf
    bool real_time{false};            ///< whether the device is started with device_priority
  };
  using OnEvent = std::function<void(const DeviceEvent&)>;
  DeviceRunner(Loop& loop, const Clock& clock, const Device& device, Place place, OnEvent on_event);
  DeviceRunner(const DeviceRunner&) = delete;
  ~DeviceRunner();

  std::expected<Instant, Error> start(const DeviceSettings& settings);
  Instant stop();
  [[nodiscard]] NameSpaceId name_space() const { return name_space_; }

 private:
  std::expected<void, Error> write_files(const Launch& launch) const;
  std::expected<void, Error> open_log(Instant start);
  void watch_readiness();
  void on_output(std::string_view text);
  void on_line(std::string_view line);
  void on_exit(int status);
  void await_company(int status);
  void conclude(const std::string& how, bool forced);
  void become_ready();
  [[nodiscard]] std::size_t company() const;
  [[nodiscard]] std::string last_lines() const;

  Loop* loop_;
  const Clock* clock_;
  const Device* device_;
  Place place_;
  OnEvent on_event_;
  NameSpaceId name_space_;

  Launch launch_;
  std::optional<OutputPattern> ready_pattern_;
  std::unique_ptr<Process> process_;
  Instant started_;
  bool awaiting_ready_{false};
  bool stopping_{false};
  bool killed_{false};       ///< because it did not stop in time
  bool had_company_{false};  ///< when it was asked to stop, other processes lived in its namespace
  Instant stop_by_;
  Loop::Handle ready_alarm_;
  Loop::Handle kill_alarm_;
  Loop::Handle company_alarm_;

  std::ofstream log_;
  std::string partial_line_;
  std::deque<std::string> last_lines_;
};

}  // namespace vrrpspec::harness
