#include "impl/daemon/script_checks.hpp"

#include <algorithm>
#include <utility>

namespace vrrpspec::impl {

void ScriptChecks::configure(const std::vector<ScriptConfiguration>& scripts, Instant now) {
  std::map<std::string, Check> checks;
  for (const ScriptConfiguration& script : scripts) {
    const auto known = checks_.find(script.name);
    if (known != checks_.end() && known->second.script == script) {
      checks.insert(std::move(*known));
      continue;
    }
    Check check{script, ScriptHealth{script}, now, std::nullopt};
    if (const auto good = is_good(script.name)) check.health.on_result(*good);
    checks.emplace(script.name, std::move(check));
  }
  checks_ = std::move(checks);
}

std::optional<Instant> ScriptChecks::next_deadline() const {
  std::optional<Instant> next;
  for (const auto& [name, check] : checks_)
    if (!check.running && (!next || check.next < *next)) next = check.next;
  return next;
}

bool ScriptChecks::advance(Instant now, const std::function<bool(const ScriptConfiguration&, std::uint32_t)>& run) {
  bool changed = false;
  for (auto& [name, check] : checks_) {
    if (check.running || check.next > now) continue;
    check.next = now + check.script.interval;
    if (run(check.script, ++last_ticket_))
      check.running = last_ticket_;
    else
      changed = check.health.on_result(false) || changed;
  }
  return changed;
}

bool ScriptChecks::abandon() {
  bool changed = false;
  for (auto& [name, check] : checks_) {
    if (!std::exchange(check.running, std::nullopt)) continue;
    changed = check.health.on_result(false) || changed;
  }
  return changed;
}

ScriptChecks::Checks::iterator ScriptChecks::find_running(std::uint32_t ticket) {
  return std::ranges::find_if(checks_, [&](const auto& one) { return one.second.running == ticket; });
}

std::string ScriptChecks::name_of(std::uint32_t ticket) {
  const auto found = find_running(ticket);
  return found != checks_.end() ? found->first : std::string{};
}

std::optional<std::string> ScriptChecks::on_result(std::uint32_t ticket, bool success) {
  const auto found = find_running(ticket);
  if (found == checks_.end()) return std::nullopt;
  found->second.running.reset();
  return found->second.health.on_result(success) ? std::optional{found->first} : std::nullopt;
}

std::optional<bool> ScriptChecks::is_good(const std::string& name) const {
  const auto found = checks_.find(name);
  return found == checks_.end() ? std::nullopt : found->second.health.is_good();
}

}  // namespace vrrpspec::impl
