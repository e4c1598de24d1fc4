// vrrpspecd as a device under test: a configuration file of one instance in the syntax of keepalived.conf, and a
// command line. It is examined like any other program: nothing of its inside is known here.
#pragma once

#include <expected>
#include <string>

#include "harness/dut/device.hpp"
#include "harness/error.hpp"

namespace vrrpspec::harness {

/// The configuration file of one instance on `interface`.
std::expected<std::string, Error> vrrpspecd_configuration(const DeviceSettings& settings, const std::string& interface);

/// The program beside this one, else the name to be looked up.
std::string vrrpspecd_program();

/// `vrrpspecd`: the program beside this one, else the one on the PATH.
Device vrrpspecd_device();

}  // namespace vrrpspec::harness
