#include "harness/lab/netns/device_runner.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <sys/wait.h>

#include <algorithm>
#include <csignal>
#include <utility>

#include "harness/lab/netns/network_script.hpp"
#include "harness/lab/program_path.hpp"
#include "harness/lab/real_time/priority.hpp"

namespace vrrpspec::harness {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t lines_kept = 10;
constexpr Duration glance = std::chrono::milliseconds{10};
constexpr std::size_t longest_line = 1024;  // also bounds what the recursive std::regex is given
constexpr std::int64_t nanoseconds_per_second = 1'000'000'000;

double in_seconds(Duration duration) {
  return std::chrono::duration<double>{duration}.count();
}

std::expected<void, Error> write_file(const fs::path& path, const std::string& content) {
  std::error_code error;
  fs::create_directories(path.parent_path(), error);
  std::ofstream file{path, std::ios::binary};
  file << content << std::flush;
  if (!file) return std::unexpected{Error{fmt::format("cannot write {}", path.string())}};
  return {};
}

}  // namespace

DeviceRunner::DeviceRunner(Loop& loop, const Clock& clock, const Device& device, Place place, OnEvent on_event)
    : loop_{&loop},
      clock_{&clock},
      device_{&device},
      place_{std::move(place)},
      on_event_{std::move(on_event)},
      name_space_{name_space_id(place_.name_space)} {}

DeviceRunner::~DeviceRunner() {
  process_.reset();
  kill_all_in(name_space_);
}

std::expected<Instant, Error> DeviceRunner::start(const DeviceSettings& settings) {
  if (process_) return std::unexpected{Error{fmt::format("{} is running already", device_->name)}};
  auto launch = device_->launch(settings, {.interface = device_interface, .directory = place_.directory});
  if (!launch) return std::unexpected{launch.error()};
  launch_ = std::move(*launch);
  if (launch_.argv.empty()) return std::unexpected{Error{fmt::format("{} has no command to start", device_->name)}};
  if (const auto program = find_program(launch_.argv.front()); !program) return std::unexpected{program.error()};
  ready_pattern_.reset();
  if (launch_.ready_output) {
    auto pattern = OutputPattern::parse(*launch_.ready_output);
    if (!pattern) return std::unexpected{pattern.error()};
    ready_pattern_ = std::move(*pattern);
  }
  if (auto written = write_files(launch_); !written) return std::unexpected{written.error()};

  const Instant start = Clock::now();
  if (auto opened = open_log(start); !opened) return std::unexpected{opened.error()};
  auto process = Process::start(*loop_, place_.name_space, launch_.argv,
                                {.on_output = [this](std::string_view text) { on_output(text); },
                                 .on_exit = [this](int status) { on_exit(status); }},
                                place_.real_time ? device_priority : 0);
  if (!process) return std::unexpected{process.error()};
  process_ = std::move(*process);
  started_ = start;
  stopping_ = killed_ = false;
  watch_readiness();
  return start;
}

std::expected<void, Error> DeviceRunner::write_files(const Launch& launch) const {
  for (const LaunchFile& file : launch.files) {
    const std::string name = launch.files.size() == 1 ? "conf" : file.path.filename().string();
    for (const fs::path& path : {file.path, place_.results / fmt::format("{}.{}", place_.label, name)}) {
      if (auto written = write_file(path, file.content); !written) return written;
    }
  }
  return {};
}

std::expected<void, Error> DeviceRunner::open_log(Instant start) {
  partial_line_.clear();
  last_lines_.clear();
  const fs::path path = place_.results / (place_.label + ".log");
  log_ = std::ofstream{path, std::ios::app};
  const std::int64_t realtime = clock_->realtime_of(start);
  log_ << fmt::format("# {}\n# +0.000000 is {}.{:09} in the capture\n", fmt::join(launch_.argv, " "),
                      realtime / nanoseconds_per_second, realtime % nanoseconds_per_second)
       << std::flush;
  if (!log_) return std::unexpected{Error{fmt::format("cannot write {}", path.string())}};
  return {};
}

void DeviceRunner::watch_readiness() {
  awaiting_ready_ = true;
  if (!ready_pattern_) {
    ready_alarm_ = loop_->alarm(started_ + launch_.ready_after, [this] { become_ready(); });
    return;
  }
  ready_alarm_ = loop_->alarm(started_ + launch_.ready_within, [this] {
    awaiting_ready_ = false;
    on_event_(DeviceNotReady{fmt::format("no line matched /{}/ within {} s; the last lines of its output:\n{}",
                                         *launch_.ready_output, in_seconds(launch_.ready_within), last_lines())});
  });
}

void DeviceRunner::become_ready() {
  awaiting_ready_ = false;
  ready_alarm_.reset();
  on_event_(DeviceReady{});
}

Instant DeviceRunner::stop() {
  const Instant before = Clock::now();
  if (!process_ || stopping_) return before;
  stopping_ = true;
  stop_by_ = before + launch_.stop_within;
  had_company_ = company() > 0;
  process_->signal(launch_.stop_signal);
  kill_alarm_ = loop_->alarm(stop_by_, [this] {
    killed_ = true;
    process_->signal(SIGKILL);
    kill_all_in(name_space_);
  });
  return before;
}

void DeviceRunner::on_output(std::string_view text) {
  for (const char character : text) {
    if (character != '\n') partial_line_ += character;
    if (character == '\n' || partial_line_.size() == longest_line) on_line(std::exchange(partial_line_, {}));
  }
  log_.flush();
}

void DeviceRunner::on_line(std::string_view line) {
  log_ << fmt::format("{:+.6f} {}\n", in_seconds(Clock::now() - started_), line);
  last_lines_.emplace_back(line);
  if (last_lines_.size() > lines_kept) last_lines_.pop_front();
  if (awaiting_ready_ && ready_pattern_ && ready_pattern_->found_in(line)) become_ready();
}

void DeviceRunner::on_exit(int status) {
  if (!partial_line_.empty()) on_line(std::exchange(partial_line_, {}));
  const std::string how = describe_wait_status(status);
  log_ << fmt::format("# {:+.6f} {}\n", in_seconds(Clock::now() - started_), how) << std::flush;
  process_.reset();
  awaiting_ready_ = false;
  ready_alarm_.reset();
  kill_alarm_.reset();
  if (stopping_ && !killed_) {
    await_company(status);
  } else {
    conclude(how, killed_ || WIFSIGNALED(status));
  }
}

/// A wrapper may end before the router that it started: the device has stopped when all of it has. One that died of the
/// stop signal itself has passed it on to nobody, and how the router ended then says nothing about the router.
void DeviceRunner::await_company(int status) {
  const std::string how = describe_wait_status(status);
  if (WIFSIGNALED(status) && WTERMSIG(status) != launch_.stop_signal) {
    conclude(how, true);
  } else if (WIFSIGNALED(status) && had_company_) {
    conclude(how + ", and whether the processes it had started heard of it is not known", true);
  } else if (company() == 0) {
    conclude(how, false);
  } else if (Clock::now() >= stop_by_) {
    conclude(how + "; processes that it had started had to be killed", true);
  } else {
    company_alarm_ = loop_->alarm(Clock::now() + glance, [this, status] { await_company(status); });
  }
}

void DeviceRunner::conclude(const std::string& how, bool forced) {
  kill_all_in(name_space_);  // what it started and left behind
  on_event_(DeviceExited{.how = how, .expected = stopping_, .last_output = last_lines(), .forced = forced});
}

/// Live processes in the namespace but the first.
std::size_t DeviceRunner::company() const {
  const auto processes = processes_by_name_space();
  const auto found = processes.find(name_space_);
  if (found == processes.end()) return 0;
  return static_cast<std::size_t>(
      std::ranges::count_if(found->second, [this](pid_t pid) { return !process_ || pid != process_->pid(); }));
}

std::string DeviceRunner::last_lines() const {
  return fmt::format("{}", fmt::join(last_lines_, "\n"));
}

}  // namespace vrrpspec::harness
