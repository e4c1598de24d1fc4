#include "tests/harness/report/sample.hpp"

#include <algorithm>

namespace vrrpspec::harness::sample {
namespace {

using namespace std::chrono_literals;
using Row = TimelineMark::Row;

Instant at(Duration since_start) {
  return Instant{1'000s + since_start};
}

CaseResult base(std::string id, std::vector<ClauseKey> clauses) {
  CaseResult result;
  result.id = std::move(id);
  result.clauses = std::move(clauses);
  result.origin = at(0s);
  std::string folder = result.id;
  std::ranges::replace(folder, '/', '-');
  result.directory = "sample-out/" + folder;
  result.tester_address = "192.0.2.1";
  result.target_address = "192.0.2.11";
  return result;
}

DueWindow skew_window() {
  DueWindow window;
  window.cause_frame = 12;
  window.cause = "frame 12";
  window.origin = at(5s);
  window.lo = 600ms;
  window.hi = 609'425us;
  window.terms = {{609'375us, "Skew_Time = (256-100)/256 × 1.00 s (frame 11: Max Adver Int = 100 cs)"},
                  {-9'375us, "floored to a centisecond: allowed (AMB-5)"},
                  {50us, "resolution of this lab"}};
  return window;
}

}  // namespace

RunInfo run() {
  RunInfo run;
  run.tool_version = "0.1.0";
  run.device = "keepalived";
  run.device_argument = "keepalived";
  run.device_version = "Keepalived v2.2.7";
  run.lab = "netns";
  run.profile = "rfc5798";
  run.document = "RFC 5798";
  run.seed = 7;
  run.started = "2026-01-02T03:04:05Z";
  run.kernel = "Linux 6.1.0 x86_64";
  run.out = "sample-out";
  for (const CaseResult& result : all()) run.cases.push_back(result.id);
  return run;
}

CaseResult late() {
  CaseResult result = base("6.4.2/S-430/priority-zero-leaves-skew-time", {"S-430"_clause, "S-425"_clause});
  result.verdict = Verdict::fail;
  result.protocol_time = 8'700ms;
  result.timeline = {
      {at(4s), Row::tester, 'A', 11}, {at(5s), Row::tester, '0', 12}, {at(5s + 3'609'401us), Row::target, 'A', 15}};
  Finding finding;
  finding.kind = FindingKind::late;
  finding.clause = "S-430"_clause;
  finding.expected = "the first ADVERTISEMENT of 192.0.2.11";
  finding.window = skew_window();
  finding.seen = "frame 15 at 3.609401 s";
  finding.frame = 15;
  finding.reading = "Master_Down_Interval ran from frame 12: the priority-0 advert was treated as an ordinary one";
  result.finding = finding;
  return result;
}

CaseResult excused() {
  CaseResult result = base("6.4.2/S-430/priority-zero-busy", {"S-430"_clause});
  result.verdict = Verdict::inconclusive;
  result.protocol_time = 5'650ms;
  result.timeline = {{at(5s), Row::tester, '0', 12}, {at(5s + 650ms), Row::target, 'A', 14}};
  Finding finding;
  finding.verdict = Verdict::inconclusive;
  finding.kind = FindingKind::late;
  finding.clause = "S-430"_clause;
  finding.expected = "the first ADVERTISEMENT of 192.0.2.11";
  finding.window = skew_window();
  finding.seen = "frame 14 at 0.650000 s";
  finding.frame = 14;
  finding.noise = Noise{.target_waiting = 37'400us,
                        .target_blocked = 3'200us,
                        .workers_waiting = 700us,
                        .harness_stall = 2'100us,
                        .stolen = 1'000us,
                        .throttled = 300us,
                        .clock_step = 400us};
  result.finding = finding;
  result.earlier = {finding, finding};
  return result;
}

CaseResult passed() {
  CaseResult result = base("6.4.1/S-110/owner-announces-itself", {"S-110"_clause});
  result.observations = 7;
  result.protocol_time = 3'500ms;
  return result;
}

CaseResult not_applicable() {
  CaseResult result = base("6.4.3/S-645/accepts-with-accept-mode", {"S-645"_clause});
  result.level = Level::may;
  result.verdict = Verdict::not_applicable;
  result.reason = "the device has no Accept_Mode";
  result.directory.clear();
  return result;
}

CaseResult died() {
  CaseResult result = base("6.4.1/S-155/backup-stays-silent", {"S-155"_clause});
  result.verdict = Verdict::error;
  Finding finding;
  finding.verdict = Verdict::error;
  finding.kind = FindingKind::device;
  finding.clause = "S-155"_clause;
  finding.expected = "a device that runs";
  finding.seen = "the device ended by itself, exit status 1; its last lines:\n\x1b[31mcannot open <socket> & \xff";
  result.finding = finding;
  return result;
}

CaseResult wrong_field() {
  CaseResult result = base("6.4.3/S-680/adverts-keep-priority", {"S-680"_clause});
  result.level = Level::should;
  result.verdict = Verdict::fail;
  result.timeline = {{at(1s), Row::target, 'A', 2}, {at(2s), Row::target, 'A', 3}, {at(3s), Row::target, 'A', 4}};
  Finding finding;
  finding.kind = FindingKind::wrong_content;
  finding.clause = "S-680"_clause;
  finding.expected = "Priority 100";
  finding.seen = "frame 3 at 2.000000 s: Priority 90";
  finding.frame = 3;
  result.finding = finding;
  return result;
}

CaseResult early() {
  CaseResult result = base("6.4.2/S-365/takes-over-not-before", {"S-365"_clause, "S-370"_clause});
  result.verdict = Verdict::fail;
  result.timeline = {{at(1s), Row::tester, 'A', 1},
                     {at(2s), Row::tester, 'A', 2},
                     {at(2s + 30ms), Row::target, 'A', 3},
                     {at(2s + 31ms), Row::target, 'G', 4}};
  Finding finding;
  finding.kind = FindingKind::early;
  finding.clause = "S-365"_clause;
  finding.expected = "the first ADVERTISEMENT of 192.0.2.11";
  finding.window = skew_window();
  finding.window->cause = "frame 2";
  finding.window->origin = at(2s);
  finding.seen = "frame 3 at 0.030000 s";
  finding.frame = 3;
  result.finding = finding;
  return result;
}

std::vector<CaseResult> all() {
  return {passed(), late(), excused(), not_applicable(), died(), wrong_field(), early()};
}

NoiseCertificate certificate() {
  NoiseCertificate certificate{.lost_frames = 1, .stolen = 10ms, .throttled = 5ms, .real_time = true};
  certificate.beats.add(60us, 98);
  certificate.beats.add(2'100us);
  certificate.beats.add(4'200us);
  return certificate;
}

}  // namespace vrrpspec::harness::sample
