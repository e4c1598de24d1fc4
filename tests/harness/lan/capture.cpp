#include "tests/harness/lan/capture.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "harness/capture/capture_reader.hpp"
#include "harness/cli/judged_capture.hpp"

namespace vrrpspec::harness {
namespace {

/// Nothing is late in a guest because the machine is busy.
constexpr monitor::Tolerances virtual_tolerances{.processing = std::chrono::milliseconds{1},
                                                 .output = std::chrono::milliseconds{1},
                                                 .timer = lateness,
                                                 .clock_rate_ppm = 0};

}  // namespace

void expect_conforming_capture(const Lan& lan, std::uint64_t adverts) {
  auto reader = CaptureReader::open(lan.capture().string());
  ASSERT_TRUE(reader) << reader.error().error.message;
  monitor::Judge judge{{.tolerances = virtual_tolerances}};
  for (;;) {
    const auto packet = reader->next();
    ASSERT_TRUE(packet) << packet.error().error.message;
    if (!*packet) break;
    cli::judge_packet(judge, **packet, (*packet)->number);
  }
  cli::end_judgement(judge, reader->interfaces());
  const CheckReport report{.file = reader->name(), .judge = judge, .interfaces = {}, .damage = {}};
  EXPECT_EQ(check_verdict(report), ExitCode::conforms) << check_text(report, {});
  EXPECT_EQ(judge.groups().size(), lan.count());
  for (const auto& [key, group] : judge.groups()) {
    const bool is_whole =
        std::ranges::any_of(group.members(), [=](const monitor::Member& member) { return member.adverts >= adverts; });
    EXPECT_TRUE(is_whole) << "port " << key.interface << " lacks adverts";
  }
}

}  // namespace vrrpspec::harness
