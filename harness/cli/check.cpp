// vrrpspec check: judges captures, and never sends.
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <iostream>

#include "harness/capture/capture_reader.hpp"
#include "harness/cli/commands.hpp"
#include "harness/cli/complain.hpp"
#include "harness/cli/screen.hpp"
#include "harness/report/check_report.hpp"

namespace vrrpspec::cli {
namespace {

using harness::CaptureReader;

/// Draws how far a large file is read, on a terminal only.
class Progress {
 public:
  Progress() : drawn_{isatty(STDERR_FILENO) != 0} {}
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;
  ~Progress() {
    if (shown_) std::cerr << "\r\033[K" << std::flush;
  }
  void show(const CaptureReader& reader) {
    constexpr std::uint64_t step = 64U << 20U;
    const auto progress = reader.progress();
    if (!drawn_ || progress.octets_read < last_ + step) return;
    last_ = progress.octets_read;
    shown_ = true;
    std::cerr << fmt::format("\r\033[K{} MiB read", progress.octets_read >> 20U);
    if (progress.size && *progress.size != 0) {
      std::cerr << fmt::format(", {} %", 100 * progress.octets_read / *progress.size);
    }
    std::cerr << std::flush;
  }

 private:
  bool drawn_;
  bool shown_{false};
  std::uint64_t last_{0};
};

/// Empty, or why the file could not be read to its end.
std::string judge_all(CaptureReader& reader, monitor::Judge& judge) {
  constexpr std::uint64_t packets_between_looks = 1U << 16U;
  Progress progress;
  for (;;) {
    const auto packet = reader.next();
    if (!packet) return packet.error().error.message;
    if (!*packet) return {};
    const harness::CapturedPacket& found = **packet;
    if (found.lost_before != 0 || !found.has_time) judge.lose_track(found.interface);
    judge.see(found.link, found.octets, found.interface, found.at, found.number);
    if (found.number % packets_between_looks == 0) progress.show(reader);
  }
}

/// The worse of two codes: a failure over a doubt over nothing at all over success.
ExitCode worse(ExitCode one, ExitCode other) {
  constexpr std::array order{ExitCode::conforms, ExitCode::nothing_ran, ExitCode::inconclusive, ExitCode::failed,
                             ExitCode::environment};
  const auto rank = [&order](ExitCode each) { return std::ranges::find(order, each); };
  return rank(one) < rank(other) ? other : one;
}

}  // namespace

int check(const CheckOptions& options) {
  if (!options.html.empty() && options.files.size() > 1) {
    return complain(ExitCode::usage, "--html takes one capture, since one page is one report");
  }
  ExitCode result = ExitCode::conforms;
  harness::TextStyle style = screen_style(options.colour);
  style.quiet = options.quiet;
  for (const std::string& file : options.files) {
    auto reader = CaptureReader::open(file);
    if (!reader) {
      result = worse(result, ExitCode::environment);
      complain(ExitCode::environment, reader.error().error.message);
      continue;
    }
    monitor::Judge judge{{.tolerances = options.tolerances, .profile = options.profile}};
    const std::string damage = judge_all(*reader, judge);
    judge.finish();
    const auto& interfaces = reader->interfaces();
    for (std::uint32_t i = 0; i < interfaces.size(); ++i) {
      judge.count_lost(i, interfaces[i].dropped_by_interface.value_or(0) + interfaces[i].dropped_by_system.value_or(0));
    }
    harness::CheckReport report{.file = reader->name(), .judge = judge, .interfaces = {}, .damage = damage};
    for (const harness::CaptureInterface& each : reader->interfaces()) report.interfaces.push_back(each.name);
    if (options.json) {
      std::cout << harness::check_json(report);
    } else {
      std::cout << (&file == options.files.data() ? "" : "\n") << harness::check_text(report, style);
    }
    std::cout.flush();
    if (!options.html.empty() && !(std::ofstream{options.html} << harness::check_html(report)).flush()) {
      result = worse(result, ExitCode::environment);
      complain(ExitCode::environment, fmt::format("{}: cannot be written: {}", options.html, std::strerror(errno)));
    }
    result = worse(result, harness::check_verdict(report));
  }
  return code(result);
}

}  // namespace vrrpspec::cli
