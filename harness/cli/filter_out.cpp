#include "harness/cli/filter_out.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "harness/cli/row_writer.hpp"
#include "model/wire/packet.hpp"

namespace vrrpspec::cli {
namespace {

using harness::CapturedPacket;
using harness::RowSeverity;
using Done = std::expected<void, harness::Error>;

/// Everything of protocol 112, whole or not, what is cut before its protocol can be told, and ARP, Neighbor
/// Discovery and echo replies about an address of a virtual router or of one of its routers.
bool matters(const CapturedPacket& packet, const monitor::Judge& judge) {
  const auto found = wire::find_vrrp(packet.link, packet.octets);
  if (found) return true;
  switch (found.error()) {
    case wire::NotVrrp::fragment:
    case wire::NotVrrp::truncated:
    case wire::NotVrrp::carp:
      return true;
    case wire::NotVrrp::not_ip:
    case wire::NotVrrp::other_protocol:
      return judge.is_concerned(packet.link, packet.octets, packet.interface);
    case wire::NotVrrp::other_link:
      break;
  }
  return false;
}

class Filter {
 public:
  Filter(RowWriter& writer, const monitor::Judge& judge) : writer_{writer}, judge_{judge} {}

  Done packet(const CapturedPacket& packet) {
    const bool kept = matters(packet, judge_);
    // Stamps that run backwards make the judge begin anew; then it needs both.
    if (last_ && packet.at < last_->at) {
      if (!last_->kept) {
        if (auto written = stamp(last_->at); !written) return written;
      }
      if (!kept) {
        if (auto written = stamp(packet.at); !written) return written;
      }
    }
    last_ = Seen{.at = packet.at, .kept = kept};
    std::uint32_t& lost = lost_[packet.interface];
    const bool loses = packet.lost_before != 0 || !packet.has_time;
    if (!kept) {
      if (loses) lost += std::max(packet.lost_before, 1U);
      return {};
    }
    CapturedPacket copy = packet;
    copy.lost_before += lost;
    lost = 0;
    return writer_.packet(copy);
  }

  /// What was lost after the last packet of an interface that is kept: a packet without octets says so.
  Done finish(std::span<const harness::CaptureInterface> interfaces, Instant end) {
    for (const auto& [interface, lost] : lost_) {
      if (lost == 0) continue;
      const CapturedPacket empty{
          .at = end, .has_time = true, .interface = interface, .link = interfaces[interface].link, .lost_before = lost};
      if (auto written = writer_.packet(empty); !written) return written;
    }
    return {};
  }

 private:
  Done stamp(Instant at) {
    return writer_.row(at, RowSeverity::notice, std::nullopt, "a packet that is left out here; stamps run backwards");
  }
  struct Seen {
    Instant at;
    bool kept{false};
  };
  RowWriter& writer_;
  const monitor::Judge& judge_;
  std::optional<Seen> last_;
  std::map<std::uint32_t, std::uint32_t> lost_;  ///< of each interface, since the last packet of it that was kept
};

}  // namespace

Done filter_out(const JudgedCapture& capture, const std::filesystem::path& path) {
  auto writer = RowWriter::begin(path, capture.interfaces);
  if (!writer) return std::unexpected{writer.error()};
  const monitor::Judge& judge = capture.report.judge;
  const std::string begins = fmt::format("the original, {}, begins: {} packets, {} adverts",
                                         std::filesystem::path{capture.path}.filename().string(),
                                         judge.counts().packets, judge.counts().adverts);
  const bool empty = judge.counts().packets == 0;
  if (!empty) {
    auto written = writer->row(judge.first(), RowSeverity::notice, std::nullopt, begins);
    if (!written) return written;
  }
  Filter filter{*writer, judge};
  auto written = for_each_packet(capture, [&filter](const CapturedPacket& packet) { return filter.packet(packet); });
  if (written) written = filter.finish(capture.interfaces, judge.last());
  if (written && !empty) {
    written = writer->row(judge.last(), RowSeverity::notice, std::nullopt, "the original ends");
  }
  if (!written) return written;
  return writer->finish();
}

}  // namespace vrrpspec::cli
