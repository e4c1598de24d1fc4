#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <string_view>

#include "impl/config/instance.hpp"

namespace vrrpspec::impl {
namespace {

/// Says so when `name` was seen before.
bool is_repeated(Context& context, std::set<std::string_view>& seen, std::string_view name, const Position& at) {
  const bool repeated = !seen.insert(name).second;
  if (repeated) context.diagnostics.warning(at, fmt::format("{} is tracked twice", name), "the first one counts");
  return repeated;
}

}  // namespace

void settle_tracking(Context& context, const InstanceDraft& draft, InstanceConfiguration& instance) {
  Diagnostics& diagnostics = context.diagnostics;
  std::set<std::string_view> interfaces;
  std::set<std::string_view> scripts;
  instance.tracks_own_interface = draft.tracks_own_interface;
  for (const auto& [tracked, at] : draft.interfaces) {
    if (is_repeated(context, interfaces, tracked.name, at)) continue;
    if (tracked.name == instance.interface && draft.tracks_own_interface) {
      diagnostics.warning(at, fmt::format("{} is tracked anyway: it is the interface of the instance", tracked.name),
                          "leave it out, or write dont_track_primary");
    }
    instance.track_interfaces.push_back(tracked);
  }
  for (const auto& [tracked, at] : draft.scripts) {
    if (is_repeated(context, scripts, tracked.name, at)) continue;
    const auto script =
        std::ranges::find(context.scripts, tracked.name, [](const ScriptDraft& other) { return other.script.name; });
    if (script == context.scripts.end()) {
      diagnostics.error(at, fmt::format("there is no vrrp_script {}", tracked.name));
      continue;
    }
    if (script->at.order > at.order) {
      diagnostics.note(at,
                       fmt::format("vrrp_script {} is defined behind its use, at {}", tracked.name,
                                   to_string(diagnostics.place(script->at))),
                       "keepalived would not track it");
    }
    instance.track_scripts.push_back({.name = tracked.name,
                                      .weight = tracked.weight.value_or(script->weight),
                                      .reverse = tracked.weight ? tracked.reverse : script->reverse});
  }
}

}  // namespace vrrpspec::impl
