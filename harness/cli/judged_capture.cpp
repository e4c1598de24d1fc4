#include "harness/cli/judged_capture.hpp"

#include "harness/capture/capture_reader.hpp"

namespace vrrpspec::cli {

using harness::CapturedPacket;
using Done = std::expected<void, harness::Error>;

void judge_packet(monitor::Judge& judge, const CapturedPacket& packet, monitor::PacketNumber number) {
  if (packet.lost_before != 0 || !packet.has_time) judge.lose_track(packet.interface);
  judge.see(packet.link, packet.octets, packet.interface, packet.at, number);
}

void end_judgement(monitor::Judge& judge, std::span<const harness::CaptureInterface> interfaces) {
  judge.finish();
  for (std::uint32_t i = 0; i < interfaces.size(); ++i) {
    // Stamps that are coarser than what an output may be late by tell nothing sure.
    if (interfaces[i].resolution > judge.settings().tolerances.output) judge.doubt(i, monitor::Doubt::stamps);
    judge.count_lost(i, interfaces[i].dropped_by_interface.value_or(0) + interfaces[i].dropped_by_system.value_or(0));
  }
}

Done for_each_packet(const JudgedCapture& capture, const std::function<Done(const CapturedPacket&)>& use) {
  auto reader = harness::CaptureReader::open(capture.path);
  if (!reader) return std::unexpected{reader.error().error};
  for (std::uint64_t left = capture.report.judge.counts().packets; left != 0; --left) {  // it may have grown
    const auto packet = reader->next();
    if (!packet || !*packet) return {};
    // A file that was replaced in the meantime.
    if ((*packet)->interface >= capture.interfaces.size()) return {};
    if (auto used = use(**packet); !used) return used;
  }
  return {};
}

}  // namespace vrrpspec::cli
