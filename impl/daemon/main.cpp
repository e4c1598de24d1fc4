// vrrpspecd: the command line.
#include <grp.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <charconv>
#include <cstdio>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "impl/config/load.hpp"
#include "impl/daemon/application.hpp"
#include "impl/daemon/machine_check.hpp"
#include "impl/daemon/start_report.hpp"
#include "impl/operation/control_client.hpp"

namespace {

using vrrpspec::impl::ApplicationOptions;
using vrrpspec::impl::ask_daemon;
using vrrpspec::impl::check_against_machine;
using vrrpspec::impl::Diagnostic;
using vrrpspec::impl::dump;
using vrrpspec::impl::exit_environment;
using vrrpspec::impl::exit_refused;
using vrrpspec::impl::exit_usage;
using vrrpspec::impl::load_configuration;
using vrrpspec::impl::Loaded;
using vrrpspec::impl::LogLevel;
using vrrpspec::impl::LogTarget;
using vrrpspec::impl::router_id_of;
using vrrpspec::impl::run_daemon;
using vrrpspec::impl::StartReport;

const std::map<std::string, LogLevel> levels{
    {"error", LogLevel::error}, {"warning", LogLevel::warning}, {"info", LogLevel::info}};
const std::map<std::string, LogTarget> targets{
    {"auto", LogTarget::automatic}, {"stderr", LogTarget::standard_error}, {"syslog", LogTarget::syslog}};

/// --check-config: what is to be said about the file, and whether it would run.
int check(const Loaded& loaded, const std::string& file) {
  for (const Diagnostic& diagnostic : loaded.diagnostics) std::puts(to_string(diagnostic).c_str());
  if (!loaded.is_usable()) return exit_refused;
  for (const Diagnostic& diagnostic : check_against_machine(loaded)) std::puts(to_string(diagnostic).c_str());
  const auto counted = [](std::size_t count, const char* what) {
    return std::to_string(count) + " " + what + (count == 1 ? "" : "s");
  };
  std::printf("%s: %s, %s\n", file.c_str(), counted(loaded.configuration.instances.size(), "virtual router").c_str(),
              counted(loaded.configuration.scripts.size(), "script").c_str());
  return 0;
}

int dump_configuration(Loaded loaded) {
  for (const Diagnostic& diagnostic : loaded.diagnostics) std::fprintf(stderr, "%s\n", to_string(diagnostic).c_str());
  if (!loaded.is_usable()) return exit_refused;
  loaded.configuration.router_id = router_id_of(loaded.configuration);
  std::fputs(dump(loaded.configuration).c_str(), stdout);
  return 0;
}

int ask(const std::filesystem::path& socket, const std::string& request) {
  const auto answer = ask_daemon(socket, request);
  if (!answer) {
    std::fprintf(stderr, "vrrpspecd: %s\n", answer.error().what.c_str());
    return exit_environment;
  }
  std::fputs(answer->c_str(), stdout);
  return 0;
}

/// Why there is no such group, by name or number; empty when there is.
std::string find_group(const std::string& name, std::optional<gid_t>& found) {
  gid_t number = 0;
  const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), number);
  constexpr auto nobody = static_cast<gid_t>(-1);  // to chown(): as it is
  if (error == std::errc{} && end == name.data() + name.size() && number != nobody) {
    found = number;
    return {};
  }
  const group* const entry = ::getgrnam(name.c_str());
  if (entry == nullptr) return "there is no group " + name + "; `getent group` lists them";
  found = entry->gr_gid;
  return {};
}

}  // namespace

int main(int argc, char** argv) {
  ApplicationOptions options;
  options.configuration = "/etc/vrrpspecd/vrrpspecd.conf";
  options.version = VRRPSPEC_VERSION;
  bool check_only = false;
  bool dump_only = false;
  double metrics_seconds = 15;
  std::string request;
  std::string trace;
  std::string metrics;

  CLI::App app{"A VRRP router that follows RFC 5798 to the letter, configured as keepalived is."};
  app.set_version_flag("--version", std::string{"vrrpspecd "} + VRRPSPEC_VERSION);
  app.add_option("-c,--config,-f,--use-file", options.configuration, "The configuration file")
      ->capture_default_str()
      ->type_name("FILE");
  auto* check_flag =
      app.add_flag("--check-config", check_only, "Say what is wrong with the file, or not so on this machine, and end");
  auto* dump_flag = app.add_flag("--dump-config", dump_only, "Print the file as it is understood, with every default");
  check_flag->excludes(dump_flag);
  auto* ask_option =
      app.add_option("--ctl", request, "Ask the running daemon: status, status json, metrics, reload, version, help")
          ->type_name("REQUEST");
  ask_option->excludes(check_flag)->excludes(dump_flag);
  app.add_option("--run-dir", options.run_directory, "Where the control socket and the record of changes are")
      ->capture_default_str()
      ->type_name("DIR");
  std::string group;
  app.add_option("--group", group, "Who may use the control socket beside the daemon's user")
      ->check(CLI::Validator{[&options](const std::string& name) { return find_group(name, options.group); }, "GROUP"})
      ->type_name("GROUP");
  app.add_option("--trace", trace, "Append everything that enters or leaves a virtual router, as JSON lines")
      ->type_name("FILE");
  app.add_option("--metrics", metrics, "Write metrics for Prometheus' textfile collector")->type_name("FILE");
  app.add_option("--metrics-interval", metrics_seconds, "Seconds between two writes")
      ->capture_default_str()
      ->check(CLI::Range(0.1, 86400.0))
      ->type_name("SECONDS");
  std::string level{"info"};
  app.add_option("--log-level", level, "error, warning or info: this and what is worse")
      ->check(CLI::IsMember(std::vector<std::string>{"error", "warning", "info"}))
      ->capture_default_str()
      ->type_name("LEVEL");
  std::string target{"auto"};
  app.add_option("--log-to", target, "stderr, syslog, or auto: stderr as the journal wants it where systemd listens")
      ->check(CLI::IsMember(std::vector<std::string>{"auto", "stderr", "syslog"}))
      ->capture_default_str()
      ->type_name("TARGET");
  app.add_flag("--log-json", options.log.json, "One JSON object a line");
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    // What was parsed before the error is no measure of what was asked for.
    const std::span words{argv, static_cast<std::size_t>(argc)};
    options.log.json = std::ranges::find(words, std::string_view{"--log-json"}) != words.end();
    if (error.get_exit_code() == 0 || !options.log.json) return app.exit(error) == 0 ? 0 : exit_usage;
    StartReport{options.log}.refuse({error.what()});
    return exit_usage;
  }
  if (!trace.empty()) options.trace = trace;
  if (!metrics.empty()) options.metrics = metrics;
  options.metrics_interval =
      std::chrono::duration_cast<vrrpspec::Duration>(std::chrono::duration<double>{metrics_seconds});

  options.log.level = levels.at(level);
  options.log.target = targets.at(target);

  if (ask_option->count() > 0) return ask(options.run_directory / "control.sock", request);
  if (check_only) return check(load_configuration(options.configuration), options.configuration.string());
  if (dump_only) return dump_configuration(load_configuration(options.configuration));
  return run_daemon(options);
}
