// Where programs are: one answer for what is checked before a run, for devices, and for what runs in guests.
#pragma once

#include <expected>
#include <string>
#include <string_view>

#include "harness/error.hpp"

namespace vrrpspec::harness {

/// PATH, and after it where daemons are kept, which is not on everybody's PATH.
std::string program_path();

/// The path of an executable: itself when the name holds a '/', else searched in program_path(). The error says what to
/// do.
std::expected<std::string, Error> find_program(std::string_view name);

}  // namespace vrrpspec::harness
