// When each `vrrp_script` is run, and what its results say. Values and deadlines only: somebody else runs them.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "impl/config/configuration.hpp"
#include "impl/track/tracking.hpp"

namespace vrrpspec::impl {

class ScriptChecks {
 public:
  /// Later ones take the place of earlier ones; what is known of a script stays known under its name.
  void configure(const std::vector<ScriptConfiguration>& scripts, Instant now);

  [[nodiscard]] std::optional<Instant> next_deadline() const;
  /// Calls `run` for each script whose turn it is; it is not run again before on_result(). A script that `run` refuses
  /// has failed. True when that makes a script bad.
  bool advance(Instant now, const std::function<bool(const ScriptConfiguration&, std::uint32_t ticket)>& run);
  /// Of the script that runs with that ticket; empty when none does.
  [[nodiscard]] std::string name_of(std::uint32_t ticket);
  /// The script that this made good or bad.
  std::optional<std::string> on_result(std::uint32_t ticket, bool success);

  /// Whoever ran them is gone: what runs has failed. True when that makes a script bad.
  bool abandon();

  /// Empty while nobody knows, and for a script that does not exist.
  [[nodiscard]] std::optional<bool> is_good(const std::string& name) const;

 private:
  struct Check {
    ScriptConfiguration script;
    ScriptHealth health;
    Instant next;
    std::optional<std::uint32_t> running;
  };
  using Checks = std::map<std::string, Check>;
  Checks::iterator find_running(std::uint32_t ticket);

  Checks checks_;
  std::uint32_t last_ticket_{0};
};

}  // namespace vrrpspec::impl
