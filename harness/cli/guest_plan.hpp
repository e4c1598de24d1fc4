// What one guest is to do, as a small file: the program that boots the guest writes it, the same program inside reads
// it.
#pragma once

#include <cstdint>
#include <expected>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "harness/error.hpp"
#include "model/time.hpp"

namespace vrrpspec::cli {

struct GuestPlan {
  std::string name;    ///< "guests/guest-1": NAME.plan, NAME.jsonl … in `files`
  std::string device;  ///< built-in name or absolute path of a description
  std::string profile;
  bool ipv6{false};
  std::string path;  ///< where programs are, as outside
  std::uint64_t seed{0};
  unsigned retries{0};
  Duration timeout{};           ///< protocol time of an attempt
  std::filesystem::path out;    ///< absolute; the folder of the cases
  std::filesystem::path files;  ///< absolute, `out` or above it: writable in the guest
  std::vector<std::string> cases;
};

[[nodiscard]] std::expected<void, harness::Error> write_guest_plan(const GuestPlan& plan,
                                                                   const std::filesystem::path& file);
std::expected<GuestPlan, harness::Error> read_guest_plan(const std::filesystem::path& file);

/// A path as one word of a kernel's command line, which knows blanks and quotation marks only as ends of words.
std::string as_one_word(const std::filesystem::path& path);
std::filesystem::path from_one_word(std::string_view word);

}  // namespace vrrpspec::cli
