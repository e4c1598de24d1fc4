#include "impl/config/load.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "impl/config/globals.hpp"
#include "impl/config/instance.hpp"
#include "impl/config/keywords.hpp"
#include "impl/config/limits.hpp"

namespace vrrpspec::impl {
namespace {

/// A block and the arguments before it: what depends on what is not the order of the text.
struct Block {
  const Statement* statement;
  std::vector<Word> arguments;
};

struct Outline {
  std::vector<Block> globals;
  std::vector<Block> scripts;
  std::vector<Block> instances;
};

template <auto Member>
void remember(Context& /*context*/, Outline& outline, const Statement& statement, std::span<const Word> words) {
  (outline.*Member).push_back({.statement = &statement, .arguments = {words.begin(), words.end()}});
}

constexpr std::string_view no_setting = "vrrpspecd sets no addresses, routes and rules but those of virtual routers";
constexpr std::string_view no_groups = "vrrpspecd does not keep virtual routers in step; each one elects on its own";
constexpr std::string_view no_process = "vrrpspecd runs in the namespace and as the instance that it is started as";

constexpr auto top_table = std::to_array<Keyword<Outline>>({
    {{.name = "global_defs", .shape = Shape::block, .may_repeat = true}, remember<&Outline::globals>},
    {{.name = "vrrp_script", .shape = Shape::block, .least = 1, .most = 1, .may_repeat = true},
     remember<&Outline::scripts>},
    {{.name = "vrrp_instance", .shape = Shape::block, .least = 1, .most = 1, .may_repeat = true},
     remember<&Outline::instances>},
    {skipped("virtual_server", no_balancing)},
    {skipped("virtual_server_group", no_balancing)},
    {skipped("SSL", no_balancing)},
    {skipped("vrrp_sync_group", no_groups)},
    {skipped("garp_group", "addresses are announced as garp_master_* says and not else")},
    {skipped("static_ipaddress", no_setting)},
    {skipped("static_routes", no_setting)},
    {skipped("static_rules", no_setting)},
    {skipped("bfd_instance", "vrrpspecd does no BFD")},
    {skipped("track_group", no_setting)},
    {skipped("track_file", "vrrpspecd tracks interfaces and scripts; let a script look at the file")},
    {skipped("vrrp_track_file", "vrrpspecd tracks interfaces and scripts; let a script look at the file")},
    {skipped("vrrp_track_process", "vrrpspecd tracks interfaces and scripts; let a script look for the process")},
    {skipped("linkbeat_interfaces", "the state of links comes from the kernel")},
    {skipped("linkbeat_use_polling", "the state of links comes from the kernel")},
    {skipped("interface_up_down_delays", "vrrpspecd does not delay it")},
    {skipped("net_namespace", no_process)},
    {skipped("net_namespace_ipvs", no_process)},
    {skipped("namespace_with_ipsets", no_process)},
    {skipped("instance", no_process)},
    {skipped("use_pid_dir", no_process)},
    {skipped("child_wait_time", no_process)},
});

void read_all_globals(Context& context, const Outline& outline) {
  for (const Block& block : outline.globals) read_globals(context, block.statement->block);
  Globals& globals = context.globals;
  globals.versions = versions_said(context, globals.version, globals.both_versions, globals.profile);
}

std::vector<Instance> read_instances(Context& context, const Outline& outline) {
  std::vector<Instance> instances;
  for (const Block& block : outline.instances) {
    if (instances.size() >= limits::instances) {
      context.diagnostics.error(block.statement->at, fmt::format("more than {} instances", limits::instances));
      break;
    }
    const auto draft = read_instance(context, *block.statement, block.arguments);
    if (!draft) continue;
    if (auto instance = settle(context, *draft)) instances.push_back(std::move(*instance));
  }
  return instances;
}

}  // namespace

bool Loaded::is_usable() const {
  return std::ranges::none_of(diagnostics, [](const auto& entry) { return entry.severity == Severity::error; });
}

Loaded parse_configuration(std::string_view text, const std::filesystem::path& file, const Environment& environment) {
  Diagnostics diagnostics;
  const std::vector<Statement> statements = read_statements(text, file, environment, diagnostics);
  Context context{diagnostics};
  Outline outline;
  read_block<Outline>(context, top_table, outline, statements);
  read_all_globals(context, outline);
  for (const Block& block : outline.scripts) read_script(context, *block.statement, block.arguments);
  std::vector<Instance> instances = read_instances(context, outline);
  check_together(context, instances);
  if (outline.instances.empty()) {
    diagnostics.warning({}, "there is no vrrp_instance", "vrrpspecd has nothing to do");
  }
  Loaded loaded;
  loaded.configuration.router_id = context.globals.router_id;
  for (ScriptDraft& script : context.scripts) loaded.configuration.scripts.push_back(std::move(script.script));
  for (Instance& instance : instances) {
    loaded.instances.push_back(diagnostics.place(instance.at));
    loaded.configuration.instances.push_back(std::move(instance.configuration));
  }
  loaded.commands = std::move(context.commands);
  loaded.diagnostics = diagnostics.take();
  return loaded;
}

std::vector<std::string_view> top_keywords() {
  return names_of<Outline>(top_table);
}

}  // namespace vrrpspec::impl
