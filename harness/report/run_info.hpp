// What is the same for every result of one run: the header of every report, and what the command that repeats a case
// needs.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "harness/report/summary.hpp"
#include "model/types.hpp"

namespace vrrpspec::harness {

struct RunInfo {
  std::string tool_version;     ///< "0.1.0"
  std::string device;           ///< its name
  std::string device_argument;  ///< as the user named it: a built-in name or the path of a description
  std::string device_version;   ///< what the device says of itself; may be empty
  std::string lab;
  std::string why_lab;           ///< why this one, where it was not named; may be empty
  std::string priority{"auto"};  ///< as the user named it
  std::string profile;
  std::string document;  ///< of the profile: "RFC 5798"
  Family family{Family::ipv4};
  std::uint64_t seed{0};
  std::string started;  ///< RFC 3339, UTC
  std::string kernel;   ///< "Linux 6.1.0 x86_64"
  unsigned repeat{1};
  Gates gates;                     ///< of the exit code
  std::filesystem::path out;       ///< the folder of the run
  std::vector<std::string> cases;  ///< ids, in the order of the run
};

/// "ipv4", "ipv6": as options and records have it.
std::string_view family_word(Family family);

/// The one command that repeats exactly this case.
std::string repeat_command(const RunInfo& run, const std::string& case_id);

}  // namespace vrrpspec::harness
