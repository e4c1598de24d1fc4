#include "harness/dut/description.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <csignal>
#include <optional>
#include <regex>
#include <utility>

#include "harness/dut/black_box.hpp"
#include "harness/dut/placeholder.hpp"
#include "harness/text/duration.hpp"
#include "harness/text/toml_section.hpp"

namespace vrrpspec::harness {
namespace {

namespace fs = std::filesystem;

/// The regular expression library recurses over its pattern; nobody needs a longer one for a line of a log.
constexpr std::size_t longest_regex = 1000;
constexpr auto longest_duration = std::chrono::minutes{10};

std::optional<Template> template_of(const TomlSection& section, const toml::node& found, std::string_view key) {
  const auto value = section.text_of(found, key);
  if (!value) return std::nullopt;
  auto parsed = Template::parse(*value);
  if (parsed) return *std::move(parsed);
  section.problem(found, key, "is not well written: " + parsed.error());
  return std::nullopt;
}

/// What the file says, before any settings are known.
struct Description {
  struct File {
    Template path;
    Template content;
  };
  std::vector<Template> start;
  std::vector<File> files;
  fs::path folder;  ///< of the description, absolute
  std::optional<std::string> ready_output;
  Duration ready_within{Launch{}.ready_within};
  Duration ready_after{};
  int stop_signal{Launch{}.stop_signal};
  Duration stop_within{Launch{}.stop_within};
};

void read_duration(const TomlSection& section, std::string_view key, Duration& into) {
  const auto text = section.text(key);
  if (!text) return;
  if (const auto duration = parse_duration(*text); duration && *duration <= longest_duration)
    into = *duration;
  else
    section.problem(key, fmt::format("is \"{}\", which is no duration; write a whole number and a unit, from \"1ms\" "
                                     "to \"10min\", for example \"500ms\" or \"5s\"",
                                     *text));
}

void read_ready_output(const TomlSection& ready, Description& description) {
  auto output = ready.text("output");
  if (!output) return;
  if (output->empty())
    return ready.problem("output",
                         R"(is empty; write what it prints, or ready = { after = "500ms" } when it says nothing)");
  if (output->size() > longest_regex)
    return ready.problem("output", fmt::format("has {} characters; {} are allowed", output->size(), longest_regex));
  try {
    const std::regex valid{*output};
  } catch (const std::regex_error& error) {
    return ready.problem("output",
                         fmt::format("is no ECMAScript regular expression: {}; a literal ( [ {{ . * + ? | \\ is "
                                     "written with a backslash before it, best in '...'",
                                     error.what()));
  }
  description.ready_output = std::move(output);
}

/// There is no default: a device that is taken for ready too soon is blamed for being late.
void read_ready(const TomlSection& dut, Description& description) {
  const std::string example =
      R"(ready = { output = "listening", within = "5s" } if it prints a line when its sockets are open, )"
      R"(or ready = { after = "500ms" } if it says nothing)";
  dut.require("ready", example);
  const toml::table* table = dut.table("ready", example);
  if (table == nullptr) return;
  const TomlSection ready{dut.problems(), *table, dut.name("ready"), {"output", "within", "after"}};
  if (ready.node("after") == nullptr) {
    ready.require("output", example);
  } else if (ready.node("output") != nullptr || ready.node("within") != nullptr) {
    ready.problem("after", "cannot stand beside output or within; write either " + example);
  }
  read_duration(ready, "within", description.ready_within);
  read_duration(ready, "after", description.ready_after);
  read_ready_output(ready, description);
}

void read_stop(const TomlSection& dut, Description& description) {
  static const std::vector<std::pair<std::string, int>> signals{{"TERM", SIGTERM}, {"INT", SIGINT},   {"HUP", SIGHUP},
                                                                {"QUIT", SIGQUIT}, {"KILL", SIGKILL}, {"USR1", SIGUSR1},
                                                                {"USR2", SIGUSR2}};
  const toml::table* table = dut.table("stop", R"(stop = { signal = "TERM", within = "2s" })");
  if (table == nullptr) return;
  const TomlSection stop{dut.problems(), *table, dut.name("stop"), {"signal", "within"}};
  read_duration(stop, "within", description.stop_within);
  const auto signal = stop.text("signal");
  if (!signal) return;
  const std::string_view short_name = std::string_view{*signal}.substr(signal->starts_with("SIG") ? 3 : 0);
  const auto found = std::ranges::find(signals, short_name, &std::pair<std::string, int>::first);
  if (found != signals.end()) {
    description.stop_signal = found->second;
    return;
  }
  std::vector<std::string> known;
  for (const auto& [name, number] : signals) known.push_back(name);
  stop.problem("signal", fmt::format("is \"{}\", which is no signal it can be stopped with; {}", *signal,
                                     suggestion(short_name, known)));
}

void read_capabilities(const TomlSection& dut, Capabilities& capabilities) {
  const toml::table* table = dut.table("capabilities", R"(capabilities = { versions = [2, 3], families = ["ipv4"] })");
  if (table == nullptr) return;
  const TomlSection section{
      dut.problems(),
      *table,
      dut.name("capabilities"),
      {"versions", "families", "owner", "accept_mode", "preempt", "owner_without_preemption", "forwarding"}};
  if (section.node("versions") != nullptr) capabilities.v2 = capabilities.v3 = false;
  for (const toml::node* node : section.elements("versions", "[2, 3]")) {
    const auto version = node->value_exact<std::int64_t>();
    if (version == 2)
      capabilities.v2 = true;
    else if (version == 3)
      capabilities.v3 = true;
    else
      section.problem(*node, "versions", "names a version that is neither 2 nor 3; write for example [2, 3]");
  }
  if (section.node("families") != nullptr) capabilities.ipv4 = capabilities.ipv6 = false;
  for (const toml::node* node : section.elements("families", R"(["ipv4", "ipv6"])")) {
    const auto family = node->value_exact<std::string>();
    if (family == "ipv4")
      capabilities.ipv4 = true;
    else if (family == "ipv6")
      capabilities.ipv6 = true;
    else
      section.problem(*node, "families",
                      R"(names a family that is neither "ipv4" nor "ipv6"; write for example ["ipv4"])");
  }
  capabilities.owner = section.boolean("owner").value_or(capabilities.owner);
  capabilities.accept_mode = section.boolean("accept_mode").value_or(capabilities.accept_mode);
  capabilities.preempt = section.boolean("preempt").value_or(capabilities.preempt);
  capabilities.owner_without_preemption =
      section.boolean("owner_without_preemption").value_or(capabilities.owner_without_preemption);
  capabilities.forwarding = section.boolean("forwarding").value_or(capabilities.forwarding);
}

/// Where a file of the description goes; empty when that is outside of the device's directory.
std::optional<fs::path> place_of(const std::string& path, const fs::path& directory) {
  const fs::path absolute = (directory / path).lexically_normal();
  const fs::path relative = absolute.lexically_relative(directory.lexically_normal());
  if (!absolute.has_filename() || relative.empty() || relative == "." || *relative.begin() == "..") return std::nullopt;
  return absolute;
}

/// Some settings, to see before any case runs what a path comes to.
DeviceSettings sample_settings() {
  return {.parameters = Parameters{.vrid = *Vrid::from(1), .primary_address = IpAddress{}}, .addresses = {}};
}

void read_file(const TomlSection& dut, const toml::node& node, Description& description) {
  const toml::table* table = node.as_table();
  if (table == nullptr)
    return dut.problem(node, "file", fmt::format("holds {}, tables are wanted; write [[dut.file]]", type_name(node)));
  const TomlSection file{dut.problems(), *table, dut.name("file"), {"path", "content"}};
  file.require("path", R"(path = "router.conf")");
  file.require("content", R"(content = "router-id {vrid}\n")");
  const toml::node* path_node = file.node("path");
  const toml::node* content_node = file.node("content");
  const auto path = path_node != nullptr ? template_of(file, *path_node, "path") : std::nullopt;
  const auto content = content_node != nullptr ? template_of(file, *content_node, "content") : std::nullopt;
  if (!path || !content) return;
  if (const LaunchPlace sample{.interface = "eth0", .directory = "/sample"};
      !place_of(path->render(sample_settings(), sample), sample.directory))
    return file.problem("path", "is not inside of {dir}; write a file name, or a path that begins with {dir}/");
  description.files.push_back({*path, *content});
}

void read_start(const TomlSection& dut, Description& description) {
  const std::string example = R"(start = ["my-router", "--config", "{dir}/router.conf"])";
  dut.require("start", example);
  const auto nodes = dut.elements("start", example);
  for (const toml::node* node : nodes)
    if (const auto argument = template_of(dut, *node, "start")) description.start.push_back(*argument);
  if (!nodes.empty() && nodes.front()->value_exact<std::string>() == "")
    dut.problem(*nodes.front(), "start", "begins with an empty string; write the program to run");
}

/// A program with a slash in its name belongs to the description; any other is looked for in PATH.
std::string program(const std::string& name, const fs::path& folder) {
  return name.contains('/') ? (folder / name).lexically_normal().string() : name;
}

void read_version(const TomlSection& dut, const fs::path& folder, std::vector<std::string>& command) {
  for (const toml::node* node : dut.elements("version", R"(version = ["my-router", "--version"])"))
    if (auto argument = dut.text_of(*node, "version")) command.push_back(*std::move(argument));
  if (command.empty()) return;
  if (command.front().empty()) return dut.problem("version", "begins with an empty string; write the program to run");
  command.front() = program(command.front(), folder);
}

std::expected<Launch, Error> launch(const std::string& name, const Description& description,
                                    const DeviceSettings& settings, const LaunchPlace& place) {
  Launch result;
  for (const Template& argument : description.start) result.argv.push_back(argument.render(settings, place));
  result.argv.front() = program(result.argv.front(), description.folder);
  for (const Description::File& file : description.files) {
    const std::string path = file.path.render(settings, place);
    const auto absolute = place_of(path, place.directory);
    if (!absolute)
      return std::unexpected{Error{fmt::format("{}: dut.file.path comes to \"{}\", which is not a file in {}", name,
                                               path, place.directory.string())}};
    result.files.push_back({*absolute, file.content.render(settings, place)});
  }
  result.ready_output = description.ready_output;
  result.ready_within = description.ready_within;
  result.ready_after = description.ready_after;
  result.stop_signal = description.stop_signal;
  result.stop_within = description.stop_within;
  return result;
}

Device read_device(TomlProblems& problems, const toml::table& root, const fs::path& file) {
  const std::string example = R"(a table [dut] with start = ["my-router"])";
  const TomlSection top{problems, root, "", {"dut"}};
  if (root.get("dut") == nullptr) problems.add({1, 1}, "dut is missing; write " + example);
  Device device;
  const toml::table* table = top.table("dut", example);
  if (table == nullptr) return device;
  const TomlSection dut{
      problems, *table, "dut", {"name", "start", "file", "ready", "stop", "version", "capabilities", "black_box"}};
  Description description;
  description.folder = fs::absolute(file).parent_path();
  device.name = dut.text("name").value_or(file.stem().string());
  if (dut.node("name") != nullptr && device.name.empty()) dut.problem("name", "is empty; write a name or leave it out");
  read_version(dut, description.folder, device.version_command);
  read_capabilities(dut, device.capabilities);
  if (dut.node("black_box") != nullptr) {
    read_black_box(dut, device);
    return device;
  }
  read_start(dut, description);
  for (const toml::node* node : dut.elements("file", "[[dut.file]]")) read_file(dut, *node, description);
  read_ready(dut, description);
  read_stop(dut, description);
  device.launch = [name = device.name, description = std::move(description)](const DeviceSettings& settings,
                                                                             const LaunchPlace& place) {
    return launch(name, description, settings, place);
  };
  return device;
}

}  // namespace

std::expected<Device, Error> parse_device_description(std::string_view text, const fs::path& file) {
  TomlProblems problems{file.string()};
  try {
    const toml::table root = toml::parse(text, file.string());
    Device device = read_device(problems, root, file);
    if (problems.none()) return device;
  } catch (const toml::parse_error& error) {
    problems.add(error);
  }
  return std::unexpected{problems.error()};
}

std::expected<Device, Error> load_device_description(const fs::path& file) {
  const auto text = read_text_file(file, "the device description");
  if (!text) return std::unexpected{text.error()};
  return parse_device_description(*text, file);
}

}  // namespace vrrpspec::harness
