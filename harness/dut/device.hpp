// A device under test as data: what it can do, and how it is started for one set of parameters. Adapters (keepalived,
// a TOML description) are functions from settings to a Launch; no adapter starts anything itself.
#pragma once

#include <expected>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "harness/error.hpp"
#include "model/clause/profile.hpp"
#include "model/parameters.hpp"
#include "model/time.hpp"

namespace vrrpspec::harness {

/// What a case asks of the device: section 6.1 plus what a configuration file needs besides.
struct DeviceSettings {
  Parameters parameters;
  Version version{Version::v3};
  AddressList addresses;             ///< of the virtual router, in the order of the advert
  unsigned prefix_length{24};        ///< of the addresses, and of the primary address
  const Profile* profile{&rfc5798};  ///< the document in force, for a device that can be told
};

/// What the device declares it can do; a case that needs more is not applicable.
struct Capabilities {
  bool v2{true};
  bool v3{true};
  bool ipv4{true};
  bool ipv6{true};
  bool owner{true};
  bool accept_mode{true};
  bool preempt{true};
  bool owner_without_preemption{true};  ///< an address owner can be given Preempt_Mode False
  bool forwarding{true};
  bool restart{true};  ///< it can be started and stopped by command
};

/// Where the device will run.
struct LaunchPlace {
  std::string interface;            ///< its port on the segment, already up and numbered
  std::filesystem::path directory;  ///< its own, writable, absolute; files and pid files go there
};

struct LaunchFile {
  std::filesystem::path path;  ///< absolute
  std::string content;
};

/// One start of the device.
struct Launch {
  std::vector<std::string> argv;
  std::vector<LaunchFile> files;
  std::optional<std::string> ready_output;  ///< ECMAScript regex searched in its output
  // Generous: waiting costs nothing when all is well, and what the kernel does to a namespace takes seconds when busy.
  Duration ready_within{std::chrono::seconds{15}};
  Duration ready_after{};  ///< without ready_output: ready so long after its start
  int stop_signal{15};
  Duration stop_within{std::chrono::seconds{15}};
};

/// A device on a wire: a person has configured and started it.
struct BlackBox {
  std::string interface;            ///< of this machine, on the device's wire
  std::string set_up;               ///< what it is configured for, as vrrpspec dut set-ups names it
  std::optional<MacAddress> mac{};  ///< of the device's interface, where it cannot be told from its adverts
};

struct Device {
  std::string name;
  Capabilities capabilities;
  /// argv of a command that prints the device's version on its first line of output (stdout or stderr); may be empty.
  std::vector<std::string> version_command;
  std::function<std::expected<Launch, Error>(const DeviceSettings&, const LaunchPlace&)> launch;
  std::optional<BlackBox> black_box{};  ///< it is not launched, but reached through a wire
};

}  // namespace vrrpspec::harness
