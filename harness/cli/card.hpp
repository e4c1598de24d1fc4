// The card: how a person configures a device that is to be examined on a wire, and what to look out for.
#pragma once

#include <filesystem>
#include <string>

#include "harness/dut/device.hpp"

namespace vrrpspec::cli {

/// `box.set_up` must be known. `file` is the device's description, for the commands on the card.
std::string card(const harness::BlackBox& box, const std::filesystem::path& file);

}  // namespace vrrpspec::cli
