#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <limits>
#include <utility>

#include "impl/config/globals.hpp"
#include "impl/config/keywords.hpp"
#include "impl/config/limits.hpp"
#include "impl/config/tracked.hpp"

namespace vrrpspec::impl {
namespace {

using Words = std::span<const Word>;

constexpr std::int64_t longest_interval = 4294;  // seconds: keepalived's
constexpr std::int64_t longest_row = std::numeric_limits<std::int32_t>::max();

struct Script {
  ScriptDraft draft;
  Position program_at;
  bool has_user{false};
};

void read_program(Context& context, Script& script, const Statement& /*statement*/, Words words) {
  if (const auto command = read_command(context, words)) script.draft.script.command.argv = command->argv;
  script.program_at = words[0].at;
}

void read_interval(Context& context, Script& script, const Statement& /*statement*/, Words words) {
  const auto seconds = read_number(context, words[0], "the interval of a script", 1, longest_interval);
  if (seconds) script.draft.script.interval = std::chrono::seconds{*seconds};
}

void read_timeout(Context& context, Script& script, const Statement& /*statement*/, Words words) {
  const auto seconds = read_number(context, words[0], "the time limit of a script", 1, longest_interval);
  if (seconds) script.draft.script.timeout = std::chrono::seconds{*seconds};
  script.draft.has_timeout = true;
}

void read_script_weight(Context& context, Script& script, const Statement& /*statement*/, Words words) {
  read_weight(context, words, script.draft.weight, script.draft.reverse);
}

void read_rise(Context& context, Script& script, const Statement& /*statement*/, Words words) {
  const auto count = read_number(context, words[0], "rise", 1, longest_row);
  if (count) script.draft.script.rise = static_cast<unsigned>(*count);
}

void read_fall(Context& context, Script& script, const Statement& /*statement*/, Words words) {
  const auto count = read_number(context, words[0], "fall", 1, longest_row);
  if (count) script.draft.script.fall = static_cast<unsigned>(*count);
}

void read_user(Context& context, Script& script, const Statement& /*statement*/, Words words) {
  script.has_user = true;
  script.draft.script.command.user = read_name(context, words[0], "a user");
  if (words.size() > 1) script.draft.script.command.group = read_name(context, words[1], "a group");
}

void read_init_fail(Context& /*context*/, Script& script, const Statement& /*statement*/, Words /*words*/) {
  script.draft.script.init_fail = true;
}

constexpr auto script_table = std::to_array<Keyword<Script>>({
    {{.name = "script", .shape = Shape::command, .least = 1, .most = 1}, read_program},
    {{.name = "interval", .least = 1, .most = 1}, read_interval},
    {{.name = "timeout", .least = 1, .most = 1}, read_timeout},
    {{.name = "weight", .least = 1, .most = 2}, read_script_weight},
    {{.name = "rise", .least = 1, .most = 1}, read_rise},
    {{.name = "fall", .least = 1, .most = 1}, read_fall},
    {{.name = "user", .least = 1, .most = 2}, read_user},
    {{.name = "init_fail"}, read_init_fail},
});

}  // namespace

void read_script(Context& context, const Statement& statement, std::span<const Word> arguments) {
  Script script;
  script.draft.at = statement.at;
  const auto name = read_name(context, arguments[0], "a script");
  read_block<Script>(context, script_table, script, statement.block);
  if (!name) return;
  script.draft.script.name = *name;
  ScriptConfiguration& made = script.draft.script;
  if (!script.has_user) {
    made.command.user = context.globals.script_user;
    made.command.group = context.globals.script_group;
  }
  if (!script.draft.has_timeout) made.timeout = made.interval;
  Diagnostics& diagnostics = context.diagnostics;
  if (!made.command.argv.empty())
    context.commands.push_back({.command = made.command, .at = diagnostics.place(script.program_at)});
  const auto before =
      std::ranges::find(context.scripts, made.name, [](const auto& other) { return other.script.name; });
  if (before != context.scripts.end()) {
    diagnostics.error(statement.at, fmt::format("there is another vrrp_script {}, at {}", made.name,
                                                to_string(diagnostics.place(before->at))));
  } else if (context.scripts.size() >= limits::scripts) {
    diagnostics.error(statement.at, fmt::format("more than {} scripts", limits::scripts));
  } else {
    if (!is_written(statement.block, "script")) {
      diagnostics.error(statement.at, fmt::format("vrrp_script {} lacks its script", made.name));
    }
    // One with an error, too: nobody shall say that there is none of that name.
    context.scripts.push_back(std::move(script.draft));
  }
}

std::vector<std::string_view> script_keywords() {
  return names_of<Script>(script_table);
}

}  // namespace vrrpspec::impl
