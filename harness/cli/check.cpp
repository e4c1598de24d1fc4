// vrrpspec check: judges captures, and never sends.
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <iostream>

#include "harness/capture/capture_reader.hpp"
#include "harness/cli/annotate.hpp"
#include "harness/cli/commands.hpp"
#include "harness/cli/complain.hpp"
#include "harness/cli/filter_out.hpp"
#include "harness/cli/replacement.hpp"
#include "harness/cli/screen.hpp"
#include "harness/report/check_results.hpp"

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
    judge_packet(judge, **packet, (*packet)->number);
    if ((*packet)->number % packets_between_looks == 0) progress.show(reader);
  }
}

/// The worse of two codes: a failure over a doubt over nothing at all over success.
ExitCode worse(ExitCode one, ExitCode other) {
  constexpr std::array order{ExitCode::conforms, ExitCode::nothing_ran, ExitCode::inconclusive, ExitCode::failed,
                             ExitCode::environment};
  const auto rank = [&order](ExitCode each) { return std::ranges::find(order, each); };
  return rank(one) < rank(other) ? other : one;
}

/// A file to write.
struct Output {
  std::string_view option;
  const std::string& path;
  bool is_of_one{true};           ///< capture
  bool takes_second_look{false};  ///< at the capture
};

/// Empty, or why the files of the command line do not go together.
std::string misuse(const CheckOptions& options) {
  const std::array outputs{Output{.option = "--html", .path = options.html},
                           Output{.option = "--annotate", .path = options.annotate, .takes_second_look = true},
                           Output{.option = "--filter-out", .path = options.filter_out, .takes_second_look = true},
                           Output{.option = "--junit", .path = options.junit, .is_of_one = false},
                           Output{.option = "--sarif", .path = options.sarif, .is_of_one = false}};
  std::error_code none;
  for (const Output& output : outputs) {
    if (output.path.empty()) continue;
    if (output.is_of_one && options.files.size() > 1) {
      return fmt::format("{} takes one capture, since it writes one file about it", output.option);
    }
    for (const std::string& file : options.files) {
      if (std::filesystem::equivalent(file, output.path, none)) {
        return fmt::format("{} {} would overwrite the capture: name another file", output.option, output.path);
      }
      const bool is_there = file == "-" || std::filesystem::exists(file, none);
      if (output.takes_second_look && is_there && !std::filesystem::is_regular_file(file, none)) {
        return fmt::format("{} reads the capture more than once, and {} can be read once only: save it as a file first",
                           output.option, file == "-" ? "standard input" : file);
      }
    }
    for (const Output& other : outputs) {
      const bool same = other.path == output.path || std::filesystem::equivalent(other.path, output.path, none);
      if (&other != &output && same) {
        return fmt::format("{} and {} name the same file", output.option, other.option);
      }
    }
  }
  return {};
}

/// What may go wrong with a file to write.
ExitCode complain_about(const std::expected<void, harness::Error>& written) {
  if (written) return ExitCode::conforms;
  complain(ExitCode::environment, written.error().message);
  return ExitCode::environment;
}

}  // namespace

int check(const CheckOptions& options) {
  if (const std::string why = misuse(options); !why.empty()) return complain(ExitCode::usage, why);
  ExitCode result = ExitCode::conforms;
  bool wrong_router = false;
  std::vector<harness::CheckedFile> checked;
  harness::TextStyle style = screen_style(options.colour);
  style.quiet = options.quiet;
  for (const std::string& file : options.files) {
    auto reader = CaptureReader::open(file);
    if (!reader) {
      result = worse(result, ExitCode::environment);
      complain(ExitCode::environment, reader.error().error.message);
      checked.push_back(
          {.file = harness::printable(file), .damage = reader.error().error.message, .is_capture = false});
      continue;
    }
    monitor::Judge judge{options.judgement};
    const std::string damage = judge_all(*reader, judge);
    end_judgement(judge, reader->interfaces());
    if (options.seen_from && judge.counts().adverts != 0 && !judge.seen_from(*options.seen_from)) {
      wrong_router = true;
      complain(ExitCode::usage,
               fmt::format("no router of {} sends from {}: name the source of the adverts of one that does",
                           reader->name(), to_string(*options.seen_from)));
      continue;
    }
    harness::CheckReport report{.file = reader->name(),
                                .judge = judge,
                                .interfaces = {},
                                .damage = damage,
                                .shared_addresses = monitor::shared_addresses(judge),
                                .seen_from = options.seen_from};
    for (const harness::CaptureInterface& each : reader->interfaces()) report.interfaces.push_back(each.name);
    if (options.json) {
      std::cout << harness::check_json(report);
    } else {
      std::cout << (&file == options.files.data() ? "" : "\n") << harness::check_text(report, style);
    }
    std::cout.flush();
    if (!options.html.empty()) {
      result = worse(result, complain_about(replace_file(options.html, harness::check_html(report))));
    }
    const JudgedCapture judged{.path = file, .report = report, .interfaces = reader->interfaces()};
    if (!options.annotate.empty()) result = worse(result, complain_about(annotate(judged, options.annotate)));
    if (!options.filter_out.empty()) result = worse(result, complain_about(filter_out(judged, options.filter_out)));
    checked.push_back(harness::checked_file(report));
    result = worse(result, harness::check_verdict(report));
  }
  if (!options.junit.empty()) {
    result = worse(result, complain_about(replace_file(options.junit, harness::check_junit(checked))));
  }
  if (!options.sarif.empty()) {
    const std::string sarif = harness::check_sarif(checked, VRRPSPEC_VERSION);
    result = worse(result, complain_about(replace_file(options.sarif, sarif)));
  }
  return code(wrong_router ? ExitCode::usage : result);
}

}  // namespace vrrpspec::cli
