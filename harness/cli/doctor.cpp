// vrrpspec doctor: what this machine can do, what is missing, and the command that mends it.
#include <fmt/format.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdint>
#include <fstream>
#include <iostream>
#include <sstream>
#include <thread>

#include "harness/cli/commands.hpp"
#include "harness/cli/complain.hpp"
#include "harness/cli/guests.hpp"
#include "harness/cli/program.hpp"
#include "harness/lab/netns/netns_lab.hpp"
#include "harness/lab/nic/nic_lab.hpp"
#include "harness/lab/program_path.hpp"

namespace vrrpspec::cli {
namespace {

enum class State : std::uint8_t { fine, missing, optional };

struct Finding {
  State state{State::fine};
  std::string subject;
  std::string detail;
  std::string mend;
};

/// What one run inside namespaces found to be impossible, as bits of an exit code.
enum Impossible : std::uint8_t { no_ip = 1, no_veth = 2, no_macvlan = 4, no_packet_socket = 8 };

bool ip(std::vector<std::string> words) {
  words.insert(words.begin(), "ip");
  const auto output = run_program(std::move(words));
  return output && output->exit_status == 0;
}

int try_devices() {
  if (!harness::find_program("ip")) return no_ip;
  int impossible = 0;
  if (!ip({"link", "add", "probe0", "type", "veth", "peer", "name", "probe1"})) impossible |= no_veth;
  const bool parent = (impossible & no_veth) == 0;
  if (!parent || !ip({"link", "add", "link", "probe0", "name", "probe2", "type", "macvlan", "mode", "private"})) {
    impossible |= no_macvlan;
  }
  const int descriptor = ::socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0);
  if (descriptor < 0) impossible |= no_packet_socket;
  if (descriptor >= 0) ::close(descriptor);
  return impossible;
}

void examine_namespaces(std::vector<Finding>& findings) {
  const auto impossible = harness::run_enclosed(try_devices);
  if (!impossible) {
    findings.push_back({State::missing, "namespaces", impossible.error().message,
                        "sudo sysctl -w user.max_user_namespaces=10000 kernel.unprivileged_userns_clone=1; in a "
                        "container: --security-opt seccomp=unconfined, or run as root with --cap-add SYS_ADMIN"});
    return;
  }
  findings.push_back({State::fine, "namespaces", "user, mount, network and PID namespaces can be made", ""});
  const auto device = [&](int bit, const char* subject, const char* purpose, const char* mend) {
    const bool possible = (*impossible & (bit | no_ip)) == 0;
    findings.push_back({possible ? State::fine : State::missing, subject, possible ? purpose : "cannot be made here",
                        possible ? "" : mend});
  };
  if ((*impossible & no_ip) != 0) {
    findings.push_back({State::missing, "ip", "iproute2 is not installed", "sudo apt-get install iproute2"});
  }
  device(no_veth, "veth", "the cable between device and harness", "sudo modprobe veth");
  device(no_macvlan, "macvlan", "the virtual MAC address of keepalived and FRR", "sudo modprobe macvlan");
  device(no_packet_socket, "packet sockets", "frames can be sent and recorded", "sudo modprobe af_packet");
}

void examine_program(std::vector<Finding>& findings, State if_missing, const std::string& name,
                     const std::string& purpose, const std::string& package) {
  if (!harness::find_program(name)) {
    findings.push_back({if_missing, name, "not found: " + purpose, "sudo apt-get install " + package});
    return;
  }
  findings.push_back({State::fine, name, version_of({name, "--version"}), ""});
}

std::string first_line(const char* path) {
  std::ifstream file{path};
  std::string line;
  std::getline(file, line);
  return line;
}

void examine_schedstat(std::vector<Finding>& findings) {
  std::istringstream fields{first_line("/proc/self/schedstat")};
  std::uint64_t running = 0;
  if (fields >> running && running > 0) {
    findings.push_back({State::fine, "schedstat", "the kernel says how long a device waited for a CPU", ""});
    return;
  }
  findings.push_back({State::optional, "schedstat", "no /proc/PID/schedstat: lateness of a device cannot be excused",
                      "boot a kernel with CONFIG_SCHED_INFO=y (Debian's have it)"});
}

void examine_clock(std::vector<Finding>& findings) {
  const std::string source = first_line("/sys/devices/system/clocksource/clocksource0/current_clocksource");
  const bool coarse = source == "jiffies" || source == "acpi_pm" || source == "refined-jiffies";
  const bool fine = !source.empty() && !coarse;
  findings.push_back({fine ? State::fine : State::optional, "clock source", source.empty() ? "unknown" : source,
                      fine ? "" : "boot with clocksource=tsc, if the machine's TSC is stable"});
  std::istringstream averages{first_line("/proc/loadavg")};
  std::string load;
  averages >> load;
  findings.push_back({State::fine, "CPUs", fmt::format("{}, load {}", std::thread::hardware_concurrency(), load), ""});
}

void examine_guests(std::vector<Finding>& findings) {
  const auto kernel = find_guest_kernel();
  if (!kernel) {
    findings.push_back({State::optional, "lab uml", "no kernel for guests with virtual time", "ci/uml-kernel"});
    return;
  }
  if (const auto took = sleep_an_hour_in_a_guest(*kernel)) {
    const double seconds = std::chrono::duration<double>(*took).count();
    findings.push_back(
        {State::fine, "lab uml", fmt::format("a guest booted and slept for an hour in {:.2f} s", seconds), ""});
  } else {
    findings.push_back({State::optional, "lab uml", "a guest did not run: " + took.error().message,
                        "ci/uml-kernel, where ptrace is allowed"});
  }
}

void examine_wire(std::vector<Finding>& findings) {
  const std::string why = harness::why_no_frames();
  findings.push_back({why.empty() ? State::fine : State::optional, "lab nic",
                      why.empty() ? "a black box on a wire can be examined" : why,
                      why.empty() ? "" : "sudo vrrpspec test FILE.toml"});
}

std::string_view word(State state) {
  switch (state) {
    case State::fine:
      return "ok";
    case State::missing:
      return "MISSING";
    case State::optional:
      return "optional";
  }
  return {};
}

}  // namespace

int doctor() {
  std::vector<Finding> findings;
  examine_namespaces(findings);
  examine_program(findings, State::missing, "keepalived", "the default device under test", "keepalived");
  examine_program(findings, State::optional, "vrrpd", "FRR's VRRP daemon, the device frr", "frr");
  examine_program(findings, State::optional, "tshark", "reads the captures of a run", "tshark");
  examine_schedstat(findings);
  examine_clock(findings);
  examine_guests(findings);
  examine_wire(findings);

  bool usable = true;
  for (const Finding& finding : findings) {
    usable = usable && finding.state != State::missing;
    std::cout << fmt::format("{:<9} {:<15} {}\n", word(finding.state), finding.subject, finding.detail);
    if (!finding.mend.empty()) std::cout << fmt::format("{:<25} mend: {}\n", "", finding.mend);
  }
  std::cout << (usable ? "vrrpspec test can run here.\n" : "vrrpspec test cannot run here before that is mended.\n");
  return code(usable ? ExitCode::conforms : ExitCode::environment);
}

}  // namespace vrrpspec::cli
