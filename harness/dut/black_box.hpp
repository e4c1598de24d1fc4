// The part of a description that says where a device is which nobody can start: on the other end of a wire. Private to
// this folder.
#pragma once

#include "harness/dut/device.hpp"
#include "harness/text/toml_section.hpp"

namespace vrrpspec::harness {

/// Reads [dut.black_box], which stands in the place of the command that starts a program.
void read_black_box(const TomlSection& dut, Device& device);

}  // namespace vrrpspec::harness
