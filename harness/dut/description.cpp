#include "harness/dut/description.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <fstream>
#include <optional>
#include <regex>
#include <sstream>
#include <utility>

#include "harness/dut/placeholder.hpp"
#include "harness/text/duration.hpp"
#include "harness/text/nearest.hpp"
#include "harness/text/toml.hpp"

namespace vrrpspec::harness {
namespace {

namespace fs = std::filesystem;

/// The regular expression library recurses over its pattern; nobody needs a longer one for a line of a log.
constexpr std::size_t longest_regex = 1000;
constexpr auto longest_duration = std::chrono::minutes{10};

/// What is wrong with the file, from its top to its end.
class Problems {
 public:
  explicit Problems(std::string file) : file_{std::move(file)} {}
  void add(const toml::source_position& at, std::string_view what) {
    const auto after = std::ranges::upper_bound(found_, at, {}, &std::pair<toml::source_position, std::string>::first);
    found_.emplace(after, at, fmt::format("{}:{}:{}: {}", file_, at.line, at.column, what));
  }
  [[nodiscard]] bool none() const { return found_.empty(); }
  /// One line each.
  [[nodiscard]] Error error() const {
    std::vector<std::string_view> lines;
    for (const auto& [at, line] : found_) lines.push_back(line);
    return Error{fmt::format("{}", fmt::join(lines, "\n"))};
  }

 private:
  std::string file_;
  std::vector<std::pair<toml::source_position, std::string>> found_;
};

std::string_view type_name(const toml::node& node) {
  switch (node.type()) {
    case toml::node_type::table:
      return "a table";
    case toml::node_type::array:
      return "an array";
    case toml::node_type::string:
      return "a string";
    case toml::node_type::integer:
      return "an integer";
    case toml::node_type::floating_point:
      return "a number with a fraction";
    case toml::node_type::boolean:
      return "a boolean";
    default:
      return "a date or a time";
  }
}

std::string suggestion(std::string_view word, const std::vector<std::string>& known) {
  const auto meant = did_you_mean(word, known);
  return fmt::format("{}known: {}", meant ? fmt::format("did you mean \"{}\"? ", *meant) : "", fmt::join(known, ", "));
}

/// One table of the file. Reading a value of the wrong type notes the problem and gives nothing.
class Section {
 public:
  Section(Problems& problems, const toml::table& table, std::string path, const std::vector<std::string>& known)
      : problems_{&problems}, table_{&table}, path_{std::move(path)} {
    for (const auto& [key, node] : table) {
      if (std::ranges::find(known, key.str()) != known.end()) continue;
      problems.add(key.source().begin,
                   fmt::format("unknown key \"{}\"; {}", name(key.str()), suggestion(key.str(), known)));
    }
  }

  [[nodiscard]] std::string name(std::string_view key) const {
    return path_.empty() ? std::string{key} : fmt::format("{}.{}", path_, key);
  }
  [[nodiscard]] const toml::node* node(std::string_view key) const { return table_->get(key); }
  void problem(std::string_view key, std::string_view what) const { problem(*node(key), key, what); }
  void problem(const toml::node& at, std::string_view key, std::string_view what) const {
    problems_->add(at.source().begin, fmt::format("{} {}", name(key), what));
  }
  void require(std::string_view key, std::string_view example) const {
    if (node(key) == nullptr)
      problems_->add(table_->source().begin, fmt::format("{} is missing; write for example {}", name(key), example));
  }
  [[nodiscard]] Problems& problems() const { return *problems_; }

  std::optional<std::string> text(std::string_view key) const {
    const toml::node* found = node(key);
    return found == nullptr ? std::nullopt : text_of(*found, key);
  }
  std::optional<bool> boolean(std::string_view key) const {
    const toml::node* found = node(key);
    if (found == nullptr) return std::nullopt;
    if (const auto value = found->value_exact<bool>()) return value;
    problem(key, fmt::format("is {}, a boolean is wanted; write true or false", type_name(*found)));
    return std::nullopt;
  }
  /// The nodes of an array that is not empty; none when there is no such key, or when it is something else.
  std::vector<const toml::node*> elements(std::string_view key, std::string_view example) const {
    std::vector<const toml::node*> result;
    const toml::node* found = node(key);
    if (found == nullptr) return result;
    if (const toml::array* array = found->as_array()) {
      for (const toml::node& element : *array) result.push_back(&element);
      if (result.empty()) problem(key, fmt::format("is empty; write for example {}", example));
    } else {
      problem(key, fmt::format("is {}, an array is wanted; write for example {}", type_name(*found), example));
    }
    return result;
  }
  /// The table below `key`.
  const toml::table* table(std::string_view key, std::string_view example) const {
    const toml::node* found = node(key);
    if (found == nullptr) return nullptr;
    if (const toml::table* below = found->as_table()) return below;
    problem(key, fmt::format("is {}, a table is wanted; write for example {}", type_name(*found), example));
    return nullptr;
  }
  /// A string without NUL, which no argument, file name or expression can hold.
  std::optional<std::string> text_of(const toml::node& found, std::string_view key) const {
    auto value = found.value_exact<std::string>();
    if (!value) {
      problem(found, key, fmt::format("is {}, a string is wanted; put it in quotation marks", type_name(found)));
      return std::nullopt;
    }
    if (!value->contains('\0')) return value;
    problem(found, key, "holds the character NUL; take it out");
    return std::nullopt;
  }
  std::optional<Template> template_of(const toml::node& found, std::string_view key) const {
    const auto value = text_of(found, key);
    if (!value) return std::nullopt;
    auto parsed = Template::parse(*value);
    if (parsed) return *std::move(parsed);
    problem(found, key, "is not well written: " + parsed.error());
    return std::nullopt;
  }

 private:
  Problems* problems_;
  const toml::table* table_;
  std::string path_;
};

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

void read_duration(const Section& section, std::string_view key, Duration& into) {
  const auto text = section.text(key);
  if (!text) return;
  if (const auto duration = parse_duration(*text); duration && *duration <= longest_duration)
    into = *duration;
  else
    section.problem(key, fmt::format("is \"{}\", which is no duration; write a whole number and a unit, from \"1ms\" "
                                     "to \"10min\", for example \"500ms\" or \"5s\"",
                                     *text));
}

void read_ready_output(const Section& ready, Description& description) {
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
void read_ready(const Section& dut, Description& description) {
  const std::string example =
      R"(ready = { output = "listening", within = "5s" } if it prints a line when its sockets are open, )"
      R"(or ready = { after = "500ms" } if it says nothing)";
  dut.require("ready", example);
  const toml::table* table = dut.table("ready", example);
  if (table == nullptr) return;
  const Section ready{dut.problems(), *table, dut.name("ready"), {"output", "within", "after"}};
  if (ready.node("after") == nullptr) {
    ready.require("output", example);
  } else if (ready.node("output") != nullptr || ready.node("within") != nullptr) {
    ready.problem("after", "cannot stand beside output or within; write either " + example);
  }
  read_duration(ready, "within", description.ready_within);
  read_duration(ready, "after", description.ready_after);
  read_ready_output(ready, description);
}

void read_stop(const Section& dut, Description& description) {
  static const std::vector<std::pair<std::string, int>> signals{{"TERM", SIGTERM}, {"INT", SIGINT},   {"HUP", SIGHUP},
                                                                {"QUIT", SIGQUIT}, {"KILL", SIGKILL}, {"USR1", SIGUSR1},
                                                                {"USR2", SIGUSR2}};
  const toml::table* table = dut.table("stop", R"(stop = { signal = "TERM", within = "2s" })");
  if (table == nullptr) return;
  const Section stop{dut.problems(), *table, dut.name("stop"), {"signal", "within"}};
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

void read_capabilities(const Section& dut, Capabilities& capabilities) {
  const toml::table* table = dut.table("capabilities", R"(capabilities = { versions = [2, 3], families = ["ipv4"] })");
  if (table == nullptr) return;
  const Section section{
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

void read_file(const Section& dut, const toml::node& node, Description& description) {
  const toml::table* table = node.as_table();
  if (table == nullptr)
    return dut.problem(node, "file", fmt::format("holds {}, tables are wanted; write [[dut.file]]", type_name(node)));
  const Section file{dut.problems(), *table, dut.name("file"), {"path", "content"}};
  file.require("path", R"(path = "router.conf")");
  file.require("content", R"(content = "router-id {vrid}\n")");
  const toml::node* path_node = file.node("path");
  const toml::node* content_node = file.node("content");
  const auto path = path_node != nullptr ? file.template_of(*path_node, "path") : std::nullopt;
  const auto content = content_node != nullptr ? file.template_of(*content_node, "content") : std::nullopt;
  if (!path || !content) return;
  if (const LaunchPlace sample{.interface = "eth0", .directory = "/sample"};
      !place_of(path->render(sample_settings(), sample), sample.directory))
    return file.problem("path", "is not inside of {dir}; write a file name, or a path that begins with {dir}/");
  description.files.push_back({*path, *content});
}

void read_start(const Section& dut, Description& description) {
  const std::string example = R"(start = ["my-router", "--config", "{dir}/router.conf"])";
  dut.require("start", example);
  const auto nodes = dut.elements("start", example);
  for (const toml::node* node : nodes)
    if (const auto argument = dut.template_of(*node, "start")) description.start.push_back(*argument);
  if (!nodes.empty() && nodes.front()->value_exact<std::string>() == "")
    dut.problem(*nodes.front(), "start", "begins with an empty string; write the program to run");
}

/// A program with a slash in its name belongs to the description; any other is looked for in PATH.
std::string program(const std::string& name, const fs::path& folder) {
  return name.contains('/') ? (folder / name).lexically_normal().string() : name;
}

void read_version(const Section& dut, const fs::path& folder, std::vector<std::string>& command) {
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

Device read_device(Problems& problems, const toml::table& root, const fs::path& file) {
  const std::string example = R"(a table [dut] with start = ["my-router"])";
  const Section top{problems, root, "", {"dut"}};
  if (root.get("dut") == nullptr) problems.add({1, 1}, "dut is missing; write " + example);
  Device device;
  const toml::table* table = top.table("dut", example);
  if (table == nullptr) return device;
  const Section dut{problems, *table, "dut", {"name", "start", "file", "ready", "stop", "version", "capabilities"}};
  Description description;
  description.folder = fs::absolute(file).parent_path();
  device.name = dut.text("name").value_or(file.stem().string());
  if (dut.node("name") != nullptr && device.name.empty()) dut.problem("name", "is empty; write a name or leave it out");
  read_start(dut, description);
  for (const toml::node* node : dut.elements("file", "[[dut.file]]")) read_file(dut, *node, description);
  read_ready(dut, description);
  read_stop(dut, description);
  read_version(dut, description.folder, device.version_command);
  read_capabilities(dut, device.capabilities);
  device.launch = [name = device.name, description = std::move(description)](const DeviceSettings& settings,
                                                                             const LaunchPlace& place) {
    return launch(name, description, settings, place);
  };
  return device;
}

}  // namespace

std::expected<Device, Error> parse_device_description(std::string_view text, const fs::path& file) {
  Problems problems{file.string()};
  try {
    const toml::table root = toml::parse(text, file.string());
    Device device = read_device(problems, root, file);
    if (problems.none()) return device;
  } catch (const toml::parse_error& error) {
    problems.add(error.source().begin, fmt::format("not TOML: {}; see https://toml.io", error.description()));
  }
  return std::unexpected{problems.error()};
}

std::expected<Device, Error> load_device_description(const fs::path& file) {
  errno = 0;
  std::ifstream stream{file, std::ios::binary};
  std::ostringstream text;
  text << stream.rdbuf();
  if (!stream.is_open() || (text.view().empty() && errno != 0))
    return std::unexpected{
        Error{fmt::format("cannot read the device description {}: {}; give the path of a TOML file", file.string(),
                          errno != 0 ? std::strerror(errno) : "it cannot be opened")}};
  return parse_device_description(text.view(), file);
}

}  // namespace vrrpspec::harness
