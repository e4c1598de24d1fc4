#include "impl/operation/metrics.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <functional>

#include "impl/descriptor.hpp"
#include "impl/operation/counter_names.hpp"
#include "impl/operation/json_text.hpp"
#include "impl/operation/wall_text.hpp"

namespace vrrpspec::impl {
namespace {

/// Of the value of a label: backslash and quote; line feeds are no longer there.
std::string label_text(std::string_view value) {
  std::string text;
  for (const char character : printable(value)) {
    if (character == '\\' || character == '"') text += '\\';
    text += character;
  }
  return text;
}

std::string labels_of(const RouterStatus& router) {
  return fmt::format(R"(router="{}",interface="{}",vrid="{}",family="{}")", label_text(router.name),
                     label_text(router.interface), router.vrid.number(), family_name(router.family));
}

void announce(std::string& text, std::string_view name, std::string_view type, std::string_view help) {
  text += fmt::format("# HELP vrrpspecd_{0} {2}\n# TYPE vrrpspecd_{0} {1}\n", name, type, help);
}

struct Gauge {
  std::string_view name;
  std::string_view help;
  double (*value)(const RouterStatus&);
};

constexpr Gauge gauges[] = {
    {"fault", "1 while the virtual router waits in Initialize because of a fault",
     [](const RouterStatus& router) { return router.fault ? 1.0 : 0.0; }},
    {"priority", "Priority after tracking",
     [](const RouterStatus& router) { return static_cast<double>(router.priority.value()); }},
    {"configured_priority", "Priority as configured",
     [](const RouterStatus& router) { return static_cast<double>(router.configured_priority.value()); }},
    {"in_state_seconds", "Time since the last transition",
     [](const RouterStatus& router) { return seconds(router.in_state); }},
    {"advertisement_interval_seconds", "Advertisement_Interval as configured",
     [](const RouterStatus& router) { return seconds(router.advertisement_interval.duration()); }},
    {"master_adver_interval_seconds", "Master_Adver_Interval as learnt",
     [](const RouterStatus& router) { return seconds(router.master_adver_interval.duration()); }},
    {"skew_time_seconds", "Skew_Time", [](const RouterStatus& router) { return seconds(router.skew_time); }},
    {"master_down_interval_seconds", "Master_Down_Interval",
     [](const RouterStatus& router) { return seconds(router.master_down_interval); }},
};

void states(std::string& text, const DaemonStatus& status) {
  announce(text, "state", "gauge", "1 for the state that the virtual router is in");
  for (const RouterStatus& router : status.routers) {
    for (const State state : {State::initialize, State::backup, State::master}) {
      text += fmt::format("vrrpspecd_state{{{},state=\"{}\"}} {}\n", labels_of(router), to_string(state),
                          router.state == state ? 1 : 0);
    }
  }
}

void of_routers(std::string& text, const DaemonStatus& status) {
  states(text, status);
  for (const Gauge& gauge : gauges) {
    announce(text, gauge.name, "gauge", gauge.help);
    for (const RouterStatus& router : status.routers) {
      text += fmt::format("vrrpspecd_{}{{{}}} {}\n", gauge.name, labels_of(router), gauge.value(router));
    }
  }
  for (const auto& counter : router_counters()) {
    announce(text, fmt::format("{}_total", counter.name), "counter", counter.help);
    for (const RouterStatus& router : status.routers) {
      text += fmt::format("vrrpspecd_{}_total{{{}}} {}\n", counter.name, labels_of(router),
                          router.counters.*counter.member);
    }
  }
}

std::unexpected<Error> failure(const std::filesystem::path& file) {
  return std::unexpected{Error{fmt::format("{}: {}", file.native(), std::strerror(errno))}};
}

}  // namespace

std::string metrics_text(const DaemonStatus& status) {
  std::string text;
  announce(text, "info", "gauge", "The daemon; always 1");
  text += fmt::format("vrrpspecd_info{{version=\"{}\",router_id=\"{}\"}} 1\n", label_text(status.version),
                      label_text(status.router_id));
  announce(text, "uptime_seconds", "gauge", "Time since the daemon started");
  text += fmt::format("vrrpspecd_uptime_seconds {}\n", seconds(status.uptime));
  for (const auto& counter : daemon_counters()) {
    const std::string name = fmt::format("{}_total", counter.name);
    announce(text, name, "counter", counter.help);
    text += fmt::format("vrrpspecd_{} {}\n", name, status.counters.*counter.member);
  }
  if (!status.routers.empty()) of_routers(text, status);
  return text;
}

std::expected<void, Error> replace_file(const std::filesystem::path& file, std::string_view text) {
  const std::string beside = file.native() + ".tmp";
  constexpr mode_t mode = S_IRUSR | S_IWUSR | S_IRGRP | S_IROTH;
  ::unlink(beside.c_str());  // of a daemon that was killed
  const Descriptor written{::open(beside.c_str(), O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC | O_NOFOLLOW, mode)};
  if (!written) return failure(beside);
  ::fchmod(written.number(), mode);
  while (!text.empty()) {
    const ssize_t count = ::write(written.number(), text.data(), text.size());
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) {
      auto why = failure(beside);
      ::unlink(beside.c_str());
      return why;
    }
    text.remove_prefix(static_cast<std::size_t>(count));
  }
  if (std::rename(beside.c_str(), file.c_str()) != 0) {
    auto why = failure(file);
    ::unlink(beside.c_str());
    return why;
  }
  return {};
}

}  // namespace vrrpspec::impl
