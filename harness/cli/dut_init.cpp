// vrrpspec dut init: a description to start from, and for a black box the card for who configures it.
#include <fmt/format.h>

#include <fstream>
#include <iostream>

#include "harness/cli/black_box.hpp"
#include "harness/cli/card.hpp"
#include "harness/cli/commands.hpp"
#include "harness/cli/complain.hpp"
#include "harness/dut/description.hpp"
#include "harness/report/text.hpp"

namespace vrrpspec::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view skeleton =
    R"toml(# A router, described for vrrpspec. Each key is explained in docs/reference/device-description.md.
# `vrrpspec dut check FILE` reads it without starting anything; `vrrpspec test FILE` examines the router.

[dut]
name = "my router"
# It must stay in the foreground. {interface} and the like are replaced by what a case wants.
start = ["my-router", "--foreground", "--config={dir}/router.conf"]
# What it prints when its sockets are open and its timers run; times count from here. For a program that says nothing:
# ready = { after = "500ms" }
ready = { output = "listening", within = "5s" }
stop = { signal = "TERM", within = "2s" }
version = ["my-router", "--version"]

# What it cannot do is not asked.
[dut.capabilities]
versions = [2, 3]
families = ["ipv4", "ipv6"]
owner = true                    # priority 255, with an address of its own interface
accept_mode = true              # Accept_Mode can be switched on
preempt = true                  # Preempt_Mode can be switched off …
owner_without_preemption = true # … with priority 255, too
forwarding = true

# Written before each start; there may be more of them. A brace of its own is doubled.
[[dut.file]]
path = "router.conf"
content = """
interface {interface}
vrid {vrid}
version {version}
priority {priority}
interval-ms {interval_ms}
preempt {preempt:yes|no}
accept {accept_mode:yes|no}
addresses {addresses:, }
"""
)toml";

std::string black_box_description(const InitOptions& options) {
  return fmt::format(
      "# A router that runs already, on the other end of a wire. `vrrpspec dut check FILE` prints how it has to be\n"
      "# configured; each key is explained in docs/reference/device-description.md.\n\n"
      "[dut]\nname = \"black box\"\n# version = [\"ssh\", \"box\", \"show version\"]\n\n"
      "[dut.black_box]\ninterface = \"{}\"\nset_up = \"{}\" # vrrpspec dut set-ups prints all\n\n"
      "# What it cannot do is not asked.\n[dut.capabilities]\nversions = [2, 3]\nfamilies = [\"ipv4\", \"ipv6\"]\n"
      "owner = true\naccept_mode = true\npreempt = true\nowner_without_preemption = true\nforwarding = true\n",
      options.interface, options.set_up);
}

bool write(const fs::path& file, const std::string& text, bool overwrite) {
  std::ofstream stream{file, overwrite ? std::ios::out : std::ios::out | std::ios::noreplace};
  stream << text << std::flush;
  return stream.good();
}

}  // namespace

int dut_init(const InitOptions& options) {
  const bool is_box = !options.interface.empty();
  const fs::path file = !options.file.empty() ? options.file : is_box ? "black-box.toml" : "router.toml";
  if (file.extension() != ".toml") {
    return complain(ExitCode::usage, fmt::format("'{}' does not end in .toml, as descriptions do", file.string()));
  }
  const std::string text = is_box ? black_box_description(options) : std::string{skeleton};
  const auto device = harness::parse_device_description(text, file);
  if (!device) return complain(ExitCode::usage, device.error().message);
  if (is_box) {
    if (const auto set_up = find_set_up(options.set_up); !set_up) {
      return complain(ExitCode::usage, set_up.error().message);
    }
  }
  std::error_code ignored;
  if (!options.force && fs::exists(fs::symlink_status(file, ignored))) {
    return complain(ExitCode::usage, fmt::format("{} is there already: write elsewhere with -o, or overwrite it with "
                                                 "--force",
                                                 file.string()));
  }
  if (!write(file, text, options.force)) {
    return complain(ExitCode::environment, fmt::format("cannot write {}", file.string()));
  }
  std::cout << file.string() << " is written.\n";
  if (is_box) {
    std::cout << "\n" << card(*device->black_box, file);
  } else {
    std::cout << fmt::format("Edit it, then: vrrpspec dut check {}\n", harness::shell_word(file.string()));
  }
  return code(ExitCode::conforms);
}

}  // namespace vrrpspec::cli
