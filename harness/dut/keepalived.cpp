#include "harness/dut/keepalived.hpp"

#include <fmt/format.h>

#include <utility>

#include "harness/dut/virtual_router.hpp"

namespace vrrpspec::harness {
namespace {

constexpr std::uint16_t v2_max_seconds = 255;

std::unexpected<Error> refuse(const KeepalivedVariant& variant, std::string_view why) {
  return std::unexpected{Error{fmt::format("{} cannot be configured so: {}", variant.name, why)}};
}

/// `advert_int`: seconds with two decimals, or whole ones for VRRPv2.
std::expected<std::string, std::string> interval_text(Version version, Centiseconds interval) {
  const std::uint16_t count = interval.count();
  if (version == Version::v3) {
    if (count < 1 || interval > max_adver_int_limit)
      return std::unexpected{
          fmt::format("the advertisement interval is {} centiseconds, VRRPv3 takes 1 to 4095", count)};
    return fmt::format("{}.{:02}", count / centiseconds_per_second, count % centiseconds_per_second);
  }
  if (count % centiseconds_per_second != 0)
    return std::unexpected{fmt::format(
        "the advertisement interval is {}.{:02} s, VRRPv2 takes whole seconds only; ask for a multiple of 100 "
        "centiseconds",
        count / centiseconds_per_second, count % centiseconds_per_second)};
  const int seconds = count / centiseconds_per_second;
  if (seconds < 1 || seconds > v2_max_seconds)
    return std::unexpected{fmt::format("the advertisement interval is {} s, VRRPv2 takes 1 to 255 s", seconds)};
  return fmt::format("{}", seconds);
}

/// Why keepalived would not do what is asked, or would do something else; empty when it does.
std::string objection(const KeepalivedVariant& variant, const DeviceSettings& settings) {
  if (std::string why = objection_to(settings); !why.empty()) return why;
  const Parameters& parameters = settings.parameters;
  if (parameters.is_owner() && !variant.use_vmac)
    return "without use_vmac, keepalived 2.2.7 removes an address it owns from the interface when it starts, and stays "
           "in "
           "its FAULT state; examine an address owner with the device \"keepalived\"";
  if (variant.strict && settings.version == Version::v2 && parameters.accept_mode && !parameters.is_owner())
    return "vrrp_strict has no accept mode for VRRPv2";
  return {};
}

/// The line about Accept_Mode. An owner accepts whatever is configured, and vrrp_strict refuses the keyword for VRRPv2,
/// where not accepting is its default.
std::string accept_line(const KeepalivedVariant& variant, const DeviceSettings& settings) {
  if (settings.parameters.is_owner()) return {};
  if (variant.strict && settings.version == Version::v2) return {};
  return settings.parameters.accept_mode ? "    accept\n" : "    no_accept\n";
}

Launch launch_keepalived(const LaunchPlace& place, std::string configuration) {
  const std::filesystem::path file = place.directory / "keepalived.conf";
  Launch launch;
  // In the foreground, VRRP only, everything it has to say on standard error and not in the system's log. No respawn:
  // a crash must be seen as an exit.
  launch.argv = {"keepalived",
                 "--dont-fork",
                 "--vrrp",
                 "--dont-respawn",
                 "--log-console",
                 "--log-detail",
                 "--no-syslog",
                 "--pid=" + (place.directory / "keepalived.pid").string(),
                 "--vrrp_pid=" + (place.directory / "vrrp.pid").string(),
                 "--use-file=" + file.string()};
  launch.files = {{file, std::move(configuration)}};
  // Logged when the sockets are open and the timers of a backup run; an owner's first advert follows at once.
  launch.ready_output = R"(VRRP sockpool: \[)";
  return launch;
}

}  // namespace

std::expected<std::string, Error> keepalived_configuration(const KeepalivedVariant& variant,
                                                           const DeviceSettings& settings,
                                                           const std::string& interface) {
  if (const std::string why = objection(variant, settings); !why.empty()) return refuse(variant, why);
  const Parameters& parameters = settings.parameters;
  const auto interval = interval_text(settings.version, parameters.advertisement_interval);
  if (!interval) return refuse(variant, interval.error());

  std::string text = "global_defs {\n    router_id vrrpspec\n";
  if (variant.strict) text += "    vrrp_strict\n";
  text += "}\n\nvrrp_instance vrrpspec {\n";
  // Only an owner may start as Master; for any other priority keepalived would merely complain.
  text += fmt::format("    state {}\n", parameters.is_owner() ? "MASTER" : "BACKUP");
  text += fmt::format("    interface {}\n", interface);
  if (variant.use_vmac) text += "    use_vmac\n";
  for (const std::string& line : variant.instance) text += fmt::format("    {}\n", line);
  text += fmt::format("    version {}\n", settings.version == Version::v3 ? 3 : 2);
  text += fmt::format("    virtual_router_id {}\n", parameters.vrid.number());
  text += fmt::format("    priority {}\n", parameters.priority.value());
  text += fmt::format("    advert_int {}\n", *interval);
  if (!parameters.preempt_mode) text += "    nopreempt\n";
  text += accept_line(variant, settings);
  // One gratuitous ARP or neighbour advertisement for each address, and no second set five seconds later.
  text += "    garp_master_delay 0\n    garp_master_repeat 1\n";
  text += "    virtual_ipaddress {\n";
  for (const IpAddress& address : settings.addresses)
    text += fmt::format("        {}/{}\n", to_string(address), settings.prefix_length);
  text += "    }\n}\n";
  return text;
}

Device keepalived_device(const KeepalivedVariant& variant) {
  Device device;
  device.name = variant.name;
  device.capabilities.owner = variant.use_vmac;
  device.capabilities.owner_without_preemption = false;  // it rejects `nopreempt` with priority 255
  device.version_command = {"keepalived", "--version"};
  device.launch = [variant](const DeviceSettings& settings, const LaunchPlace& place) -> std::expected<Launch, Error> {
    auto configuration = keepalived_configuration(variant, settings, place.interface);
    if (!configuration) return std::unexpected{std::move(configuration).error()};
    return launch_keepalived(place, *std::move(configuration));
  };
  return device;
}

const std::vector<KeepalivedVariant>& keepalived_variants() {
  static const std::vector<KeepalivedVariant> variants{
      {.name = "keepalived"},
      {.name = "keepalived-no-vmac", .use_vmac = false},
      {.name = "keepalived-strict", .strict = true},
      {.name = "keepalived-lower-prio-no-advert", .instance = {"lower_prio_no_advert"}},
  };
  return variants;
}

}  // namespace vrrpspec::harness
