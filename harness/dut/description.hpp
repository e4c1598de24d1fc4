// A device described by a TOML file: the command that starts it, the files it wants, how to see that it is ready, how
// to stop it, what it can do. The format is public: docs/reference/device-description.md. Every mistake in a file is
// reported as `file:line:column: what is wrong; what to write`, one line for each.
#pragma once

#include <expected>
#include <filesystem>
#include <string_view>

#include "harness/dut/device.hpp"
#include "harness/error.hpp"

namespace vrrpspec::harness {

std::expected<Device, Error> load_device_description(const std::filesystem::path& file);

/// The same for text that is already here; `file` names it in messages, its folder is where relative programs are.
std::expected<Device, Error> parse_device_description(std::string_view text, const std::filesystem::path& file);

}  // namespace vrrpspec::harness
