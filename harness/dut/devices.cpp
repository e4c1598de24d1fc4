#include "harness/dut/devices.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "harness/dut/description.hpp"
#include "harness/dut/frr.hpp"
#include "harness/dut/keepalived.hpp"
#include "harness/dut/vrrpspecd.hpp"
#include "harness/text/nearest.hpp"

namespace vrrpspec::harness {

namespace {

/// The model itself; the lab `sim` makes it from the settings, and no other lab can.
Device model_device() {
  Device device;
  device.name = model_device_name;
  device.launch = [](const DeviceSettings&, const LaunchPlace&) -> std::expected<Launch, Error> {
    return std::unexpected{Error{"the model is no program: it is examined in the lab sim"}};
  };
  return device;
}

/// No router at all: the harness alone. Whoever gets a verdict from it has found a defect of the harness.
Device no_device() {
  Device device;
  device.name = "none";
  device.launch = [](const DeviceSettings&, const LaunchPlace&) -> std::expected<Launch, Error> {
    return Launch{.argv = {"sleep", "infinity"}, .files = {}, .ready_output = {}};
  };
  return device;
}

}  // namespace

std::vector<Device> built_in_devices() {
  std::vector<Device> devices;
  for (const KeepalivedVariant& variant : keepalived_variants()) devices.push_back(keepalived_device(variant));
  devices.push_back(frr_device());
  devices.push_back(vrrpspecd_device());
  devices.push_back(model_device());
  devices.push_back(no_device());
  return devices;
}

std::expected<Device, Error> find_device(std::string_view name_or_path) {
  if (name_or_path.ends_with(".toml")) return load_device_description(name_or_path);
  std::vector<std::string> names;
  for (Device& device : built_in_devices()) {
    if (device.name == name_or_path) return std::move(device);
    names.push_back(device.name);
  }
  const auto meant = did_you_mean(name_or_path, names);
  return std::unexpected{Error{
      fmt::format("no device is called \"{}\"; {}built in are {}; any other is described in a TOML file, named by a "
                  "path that ends in .toml",
                  name_or_path, meant ? fmt::format("did you mean \"{}\"? ", *meant) : "", fmt::join(names, ", "))}};
}

}  // namespace vrrpspec::harness
