#include <fmt/format.h>

#include <algorithm>
#include <iostream>

#include "harness/cli/black_box.hpp"
#include "harness/cli/card.hpp"
#include "harness/cli/commands.hpp"
#include "harness/cli/complain.hpp"
#include "harness/cli/program.hpp"
#include "harness/dut/devices.hpp"
#include "harness/suite/set_up.hpp"

namespace vrrpspec::cli {
namespace {

std::string capability_words(const harness::Capabilities& capabilities) {
  const std::pair<bool, std::string_view> rows[] = {{capabilities.v2, "VRRPv2"},
                                                    {capabilities.v3, "VRRPv3"},
                                                    {capabilities.ipv4, "IPv4"},
                                                    {capabilities.ipv6, "IPv6"},
                                                    {capabilities.owner, "owner"},
                                                    {capabilities.accept_mode, "Accept_Mode"},
                                                    {capabilities.preempt, "Preempt_Mode"},
                                                    {capabilities.forwarding, "forwarding"}};
  std::string text;
  for (const auto& [able, name] : rows) {
    if (able) text.append(text.empty() ? "" : ", ").append(name);
  }
  return text;
}

std::string what_is_here(const harness::Device& device) {
  if (device.name == harness::model_device_name) return "the model itself, in the lab sim";
  if (device.version_command.empty()) return "no router at all: the harness alone";
  const std::string version = version_of(device.version_command);
  return version.empty() ? "not installed (vrrpspec doctor)" : version;
}

}  // namespace

int dut_list(bool names) {
  for (const harness::Device& device : harness::built_in_devices()) {
    if (names) {
      std::cout << device.name << "\n";
      continue;
    }
    std::cout << fmt::format("{:<20}  {}\n{:<20}  can: {}\n", device.name, what_is_here(device), "",
                             capability_words(device.capabilities));
  }
  return code(ExitCode::conforms);
}

int dut_check(const std::filesystem::path& file) {
  const auto device = harness::find_device(file.string());
  if (!device) return complain(ExitCode::usage, device.error().message);
  if (device->black_box) {
    if (const auto set_up = find_set_up(device->black_box->set_up); !set_up) {
      return complain(ExitCode::usage, fmt::format("{}: {}", file.string(), set_up.error().message));
    }
  }
  std::cout << fmt::format("{}: a valid description of '{}'\n  can: {}\n", file.string(), device->name,
                           capability_words(device->capabilities));
  if (device->black_box) std::cout << "\n" << card(*device->black_box, file);
  return code(ExitCode::conforms);
}

int dut_set_ups() {
  std::cout << fmt::format("{:<32}{:>5}  {}\n", "set-up", "cases", "of a black box");
  for (const harness::DeviceSetUp& each : harness::set_ups_of(harness::all_cases())) {
    const auto on_a_wire = std::ranges::count_if(each.cases, can_be_asked_on_a_wire);
    std::cout << fmt::format("{:<32}{:>5}  {}\n", each.name, each.cases.size(), on_a_wire);
  }
  return code(ExitCode::conforms);
}

}  // namespace vrrpspec::cli
