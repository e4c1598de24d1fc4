// A User-mode Linux guest: a kernel that runs as a program, with the host's root file system read-only and one folder
// writable under the same path. Its clock jumps to the next timer whenever nothing is runnable, so protocol time costs
// no wall time and CPU time costs no protocol time.
#pragma once

#include <sys/types.h>

#include <expected>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "harness/error.hpp"

namespace vrrpspec::harness {

struct GuestRequest {
  std::filesystem::path kernel;
  std::vector<std::string> init;    ///< absolute path of the program that runs as init, and its arguments
  std::filesystem::path directory;  ///< absolute, exists; writable inside
  unsigned place{0};                ///< guests of neighbouring places run on different processors
  std::string name;                 ///< NAME.console and NAME.exit are written to the directory
};

/// A guest that runs. Destroying it ends it.
class Guest {
 public:
  static std::expected<Guest, Error> boot(const GuestRequest& request);
  Guest(Guest&& other) noexcept;
  Guest& operator=(Guest&& other) noexcept;
  Guest(const Guest&) = delete;
  Guest& operator=(const Guest&) = delete;
  ~Guest();

  /// Empty while it runs; then the exit code of what ran in it, or why there is none, with the console's last lines.
  std::optional<std::expected<int, Error>> ended();
  /// Ends it with everything in it.
  void end();
  /// The last lines of its console.
  [[nodiscard]] std::string console_end() const;

 private:
  Guest(pid_t process, std::filesystem::path files) : process_{process}, files_{std::move(files)} {}

  pid_t process_;
  std::filesystem::path files_;  ///< directory and name
};

/// For the program that is the init of the guest `name`: mounts what programs expect, makes `directory` writable, runs
/// `body` in a child, leaves its exit code and powers off. Does not return.
[[noreturn]] void run_as_init(const std::filesystem::path& directory, const std::string& name,
                              const std::function<int()>& body);

}  // namespace vrrpspec::harness
