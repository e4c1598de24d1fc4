#include "harness/dut/black_box.hpp"

#include <fmt/format.h>
#include <net/if.h>

#include <algorithm>
#include <charconv>

namespace vrrpspec::harness {
namespace {

/// "02:00:00:00:00:01"
std::optional<MacAddress> parse_mac(std::string_view text) {
  constexpr std::size_t group = 3;
  constexpr int hexadecimal = 16;
  MacAddress mac{};
  if (text.size() != mac.size() * group - 1) return std::nullopt;
  for (std::size_t i = 0; i < mac.size(); ++i) {
    const char* const begin = text.data() + i * group;
    const auto [rest, error] = std::from_chars(begin, begin + 2, mac[i], hexadecimal);
    if (error != std::errc{} || rest != begin + 2 || (i + 1 < mac.size() && *rest != ':')) return std::nullopt;
  }
  return mac;
}

/// What the kernel takes for a name of an interface.
bool is_interface_name(std::string_view name) {
  const auto is_odd = [](char c) { return c == '/' || c == ':' || c <= ' ' || c == '\x7f'; };
  return !name.empty() && name.size() < IFNAMSIZ && std::ranges::none_of(name, is_odd);
}

}  // namespace

void read_black_box(const TomlSection& dut, Device& device) {
  const std::string example = R"(black_box = { interface = "eth1", set_up = "backup" })";
  const toml::table* table = dut.table("black_box", example);
  if (table == nullptr) return;
  for (const char* key : {"start", "file", "ready", "stop"}) {
    if (dut.node(key) == nullptr) continue;
    dut.problem(key, "cannot stand beside black_box, which is a device that runs already; take one of them out");
  }
  const TomlSection section{dut.problems(), *table, dut.name("black_box"), {"interface", "set_up", "mac"}};
  section.require("interface", R"(interface = "eth1", the interface of this machine on the device's wire)");
  section.require("set_up", R"(set_up = "backup"; vrrpspec dut set-ups prints all)");
  BlackBox box{.interface = section.text("interface").value_or(""), .set_up = section.text("set_up").value_or("")};
  if (section.node("interface") != nullptr && !is_interface_name(box.interface)) {
    section.problem("interface", "is no name of an interface; write one that `ip link` prints");
  }
  if (const auto text = section.text("mac")) {
    box.mac = parse_mac(*text);
    if (!box.mac) {
      section.problem("mac",
                      fmt::format(R"(is "{}", which is no MAC address; write for example "02:00:00:00:00:01")", *text));
    }
  }
  device.capabilities.restart = false;
  device.launch = [](const DeviceSettings&, const LaunchPlace&) -> std::expected<Launch, Error> {
    return std::unexpected{Error{"a device on a wire runs already: it is examined in the lab nic"}};
  };
  device.black_box = std::move(box);
}

}  // namespace vrrpspec::harness
