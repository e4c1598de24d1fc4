#include "harness/dut/devices.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "harness/dut/description.hpp"
#include "harness/dut/keepalived.hpp"
#include "harness/text/nearest.hpp"

namespace vrrpspec::harness {

std::vector<Device> built_in_devices() {
  return keepalived_devices();
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
