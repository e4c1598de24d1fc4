#include "harness/dut/vrrpspecd.hpp"

#include <fmt/format.h>

#include <utility>

#include "harness/dut/virtual_router.hpp"

namespace vrrpspec::harness {

std::string vrrpspecd_program() {
  std::error_code error;
  const std::filesystem::path beside =
      std::filesystem::read_symlink("/proc/self/exe", error).parent_path() / "vrrpspecd";
  return !error && std::filesystem::exists(beside, error) ? beside.string() : "vrrpspecd";
}

namespace {

/// What RFC 3768 cannot say, or the configuration cannot.
std::string vrrpspecd_objection(const DeviceSettings& settings) {
  if (std::string why = objection_to(settings); !why.empty()) return why;
  const std::uint16_t count = settings.parameters.advertisement_interval.count();
  if (settings.version == Version::v2 && (count == 0 || count % centiseconds_per_second != 0))
    return fmt::format("the advertisement interval is {} centiseconds, VRRPv2 takes whole seconds from 1 to 255",
                       count);
  return {};
}

}  // namespace

std::expected<std::string, Error> vrrpspecd_configuration(const DeviceSettings& settings,
                                                          const std::string& interface) {
  if (const std::string why = vrrpspecd_objection(settings); !why.empty())
    return std::unexpected{Error{fmt::format("vrrpspecd cannot be configured so: {}", why)}};
  const Parameters& parameters = settings.parameters;
  const std::uint16_t count = parameters.advertisement_interval.count();
  std::string text = "global_defs {\n    router_id vrrpspec\n}\n\nvrrp_instance vrrpspec {\n";
  text += fmt::format("    state {}\n", parameters.is_owner() ? "MASTER" : "BACKUP");
  text += fmt::format("    interface {}\n    use_vmac\n", interface);
  text += fmt::format("    version {}\n", settings.version == Version::v3 ? 3 : 2);
  if (settings.profile == &rfc9568) text += "    vrrp_profile rfc9568\n";
  text += fmt::format("    virtual_router_id {}\n", parameters.vrid.number());
  text += fmt::format("    priority {}\n", parameters.priority.value());
  text += settings.version == Version::v3 ? fmt::format("    advert_int {}.{:02}\n", count / centiseconds_per_second,
                                                        count % centiseconds_per_second)
                                          : fmt::format("    advert_int {}\n", count / centiseconds_per_second);
  if (!parameters.preempt_mode) text += "    nopreempt\n";
  text += parameters.accept_mode ? "    accept\n" : "    no_accept\n";
  text += "    garp_master_delay 0\n    garp_master_repeat 1\n    virtual_ipaddress {\n";
  for (const IpAddress& address : settings.addresses)
    text += fmt::format("        {}/{}\n", to_string(address), settings.prefix_length);
  text += "    }\n}\n";
  return text;
}

Device vrrpspecd_device() {
  Device device;
  device.name = "vrrpspecd";
  device.version_command = {vrrpspecd_program(), "--version"};
  device.launch = [](const DeviceSettings& settings, const LaunchPlace& place) -> std::expected<Launch, Error> {
    auto configuration = vrrpspecd_configuration(settings, place.interface);
    if (!configuration) return std::unexpected{std::move(configuration).error()};
    const std::filesystem::path file = place.directory / "vrrpspecd.conf";
    Launch launch;
    launch.argv = {vrrpspecd_program(), "--config=" + file.string(), "--run-dir=" + place.directory.string(),
                   "--log-to=stderr", "--trace=" + (place.directory / "trace.jsonl").string()};
    launch.files = {{file, *std::move(configuration)}};
    launch.ready_output = "started version=";
    return launch;
  };
  return device;
}

}  // namespace vrrpspec::harness
