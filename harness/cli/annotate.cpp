#include "harness/cli/annotate.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "harness/cli/row_writer.hpp"
#include "harness/report/check_events.hpp"

namespace vrrpspec::cli {
namespace {

using harness::CapturedPacket;
using harness::CheckEvent;
using Done = std::expected<void, harness::Error>;

/// Gives the remarks out where they belong among the packets.
class Weave {
 public:
  explicit Weave(std::vector<CheckEvent> remarks) : remarks_{std::move(remarks)} {
    const auto bound = std::ranges::find_if(remarks_, [](const CheckEvent& each) { return each.packet != 0; });
    timed_ = {remarks_.begin(), bound};
    bound_ = {bound, remarks_.end()};
    std::ranges::stable_sort(timed_, {}, &CheckEvent::at);
  }
  /// Those of an instant before that of the next packet, whichever was not given yet.
  std::span<const CheckEvent> before(Instant packet) {
    const auto end = std::ranges::find_if(timed_, [packet](const CheckEvent& each) { return each.at >= packet; });
    return take(timed_, static_cast<std::size_t>(end - timed_.begin()));
  }
  std::span<const CheckEvent> of(monitor::PacketNumber packet) {
    const auto end = std::ranges::find_if(bound_, [packet](const CheckEvent& each) { return each.packet > packet; });
    return take(bound_, static_cast<std::size_t>(end - bound_.begin()));
  }
  std::span<const CheckEvent> rest() { return take(timed_, timed_.size()); }

 private:
  static std::span<const CheckEvent> take(std::span<CheckEvent>& from, std::size_t count) {
    const auto taken = from.first(count);
    from = from.subspan(count);
    return taken;
  }
  std::vector<CheckEvent> remarks_;
  std::span<CheckEvent> timed_;  ///< not given yet
  std::span<CheckEvent> bound_;  ///< to a packet
};

harness::RowSeverity severity_of(CheckEvent::Weight weight) {
  switch (weight) {
    case CheckEvent::Weight::failure:
      return harness::RowSeverity::error;
    case CheckEvent::Weight::doubt:
      return harness::RowSeverity::warning;
    case CheckEvent::Weight::change:
      break;
  }
  return harness::RowSeverity::notice;
}

/// The judgement once more, under the numbers that packets have when `remarks` stand between them.
Done judge_as_numbered(const JudgedCapture& capture, std::vector<CheckEvent> remarks, monitor::Judge& judge) {
  Weave weave{std::move(remarks)};
  monitor::PacketNumber number = 0;
  auto judged = for_each_packet(capture, [&](const CapturedPacket& packet) -> Done {
    number += weave.before(packet.at).size() + 1;
    judge_packet(judge, packet, number);
    number += static_cast<std::uint64_t>(std::ranges::count_if(weave.of(packet.number), &CheckEvent::happened));
    return {};
  });
  end_judgement(judge, capture.interfaces);
  return judged;
}

/// Writes rows and counts what it wrote.
class Annotator {
 public:
  Annotator(RowWriter& writer, std::string_view source, std::vector<CheckEvent> remarks)
      : writer_{writer}, source_{source}, weave_{std::move(remarks)} {}

  Done packet(const CapturedPacket& packet) {
    for (const CheckEvent& remark : weave_.before(packet.at)) {
      if (auto written = row(std::max(remark.at, last_), remark); !written) return written;
    }
    last_ = packet.at;
    const auto remarks = weave_.of(++number_);
    std::vector<std::string> comments;
    for (const CheckEvent& remark : remarks) comments.push_back(remark.text);
    if (!comments.empty()) comments.push_back(fmt::format("packet {} of {}", packet.number, source_));
    if (auto written = writer_.packet(packet, comments); !written) return written;
    for (const CheckEvent& remark : remarks) {
      if (!remark.happened) continue;
      if (auto written = row(packet.at, remark); !written) return written;
    }
    return {};
  }
  Done finish() {
    // The capture ends with its last packet, and what goes on until then does not end later.
    for (const CheckEvent& remark : weave_.rest()) {
      if (auto written = row(last_, remark); !written) return written;
    }
    return writer_.finish();
  }

 private:
  Done row(Instant at, const CheckEvent& remark) {
    ++number_;
    return writer_.row(at, severity_of(remark.weight), remark.router, remark.text);
  }

  RowWriter& writer_;
  std::string_view source_;
  Weave weave_;
  monitor::PacketNumber number_{0};
  Instant last_{Instant::min()};
};

}  // namespace

Done annotate(const JudgedCapture& capture, const std::filesystem::path& path) {
  monitor::Judge judge{capture.report.judge.settings()};
  if (auto judged = judge_as_numbered(capture, check_events(capture.report), judge); !judged) return judged;
  if (capture.report.seen_from) judge.seen_from(*capture.report.seen_from);
  const harness::CheckReport report{
      .file = capture.report.file, .judge = judge, .interfaces = capture.report.interfaces, .damage = {}};
  auto writer = RowWriter::begin(path, capture.interfaces);
  if (!writer) return std::unexpected{writer.error()};
  const std::string source = std::filesystem::path{capture.path}.filename().string();
  Annotator annotator{*writer, source, check_events(report)};
  auto written = for_each_packet(capture, [&](const CapturedPacket& packet) { return annotator.packet(packet); });
  if (!written) return written;
  return annotator.finish();
}

}  // namespace vrrpspec::cli
