// A capture that was judged and is read once more, so it has to be a file that stays.
#pragma once

#include <expected>
#include <functional>
#include <span>
#include <string>

#include "harness/capture/captured_packet.hpp"
#include "harness/report/check_report.hpp"

namespace vrrpspec::cli {

struct JudgedCapture {
  std::string path;
  const harness::CheckReport& report;
  std::span<const harness::CaptureInterface> interfaces;
};

/// One packet for the judge, under the number that its findings shall name.
void judge_packet(monitor::Judge& judge, const harness::CapturedPacket& packet, monitor::PacketNumber number);
/// After the last packet: what the file says at its end of packets that are missing counts, too.
void end_judgement(monitor::Judge& judge, std::span<const harness::CaptureInterface> interfaces);

/// Reads what was judged again, as far as it could be read. Ends with the first error of `use`.
std::expected<void, harness::Error> for_each_packet(
    const JudgedCapture& capture,
    const std::function<std::expected<void, harness::Error>(const harness::CapturedPacket&)>& use);

}  // namespace vrrpspec::cli
