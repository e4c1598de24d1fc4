#include "harness/cli/watch_evidence.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

#include "harness/capture/pcapng_writer.hpp"
#include "harness/cli/replacement.hpp"
#include "harness/cli/wall_clock.hpp"

namespace vrrpspec::cli {

using harness::Error;
using harness::WatchEvent;
using Kind = WatchEvent::Kind;

std::expected<WatchEvidence, Error> WatchEvidence::begin(const std::filesystem::path& directory, std::size_t ring,
                                                         std::vector<harness::CaptureInterface> interfaces) {
  std::error_code error;
  std::filesystem::create_directories(directory, error);
  const bool writable = faccessat(AT_FDCWD, directory.c_str(), W_OK | X_OK, AT_EACCESS) == 0;
  if (!error && writable) return WatchEvidence{directory, ring, std::move(interfaces)};
  const std::string why = error ? error.message() : std::strerror(errno);
  return std::unexpected{Error{fmt::format(
      "nothing can be written in {}: {}; `watch` has no privileges left, so its owner has to be who runs it",
      directory.string(), why)}};
}

std::expected<void, Error> WatchEvidence::save(const WatchEvent& event, std::int64_t realtime_ns) {
  constexpr std::array saved{Kind::violation, Kind::suspicion, Kind::two_masters};
  if (std::ranges::find(saved, event.kind) == saved.end() || files_ == most_files) return {};
  ++files_;
  const std::string name = fmt::format("{}-{:03}-{}.pcapng", instant_text(realtime_ns), files_, to_string(event.kind));
  auto file = Replacement::begin(directory_ / name);
  if (!file) return std::unexpected{file.error()};
  {
    auto writer = harness::PcapngWriter::create(file->draft(), std::span<const harness::CaptureInterface>{interfaces_});
    if (!writer) return std::unexpected{writer.error()};
    for (const harness::KeptPacket& kept : ring_.packets()) {
      const std::string number = fmt::format("packet {}", kept.number);
      const std::array<std::string_view, 2> comments{event.text, number};
      const bool is_it = kept.number == event.packet;
      const auto written = writer->write({.interface = kept.packet.interface,
                                          .realtime_ns = kept.packet.realtime_ns,
                                          .direction = {},
                                          .octets = kept.packet.octets,
                                          .original_length = kept.packet.original_length,
                                          .comments = std::span{comments}.first(is_it ? 2 : 0)});
      if (!written) return std::unexpected{written.error()};
    }
  }
  if (auto done = file->commit(); !done) return done;
  if (files_ < most_files) return {};
  return std::unexpected{Error{fmt::format("{} files are in {}: no more are written", files_, directory_.string())}};
}

}  // namespace vrrpspec::cli
