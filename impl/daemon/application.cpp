#include "impl/daemon/application.hpp"

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <climits>
#include <csignal>
#include <cstdio>
#include <functional>
#include <utility>

#include "impl/clock.hpp"
#include "impl/config/load.hpp"
#include "impl/daemon/daemon.hpp"
#include "impl/daemon/difference.hpp"
#include "impl/daemon/notifications.hpp"
#include "impl/daemon/script_checks.hpp"
#include "impl/daemon/start_report.hpp"
#include "impl/kernel/only_one.hpp"
#include "impl/operation/control_socket.hpp"
#include "impl/operation/metrics.hpp"
#include "impl/operation/rate_limit.hpp"
#include "impl/operation/requests.hpp"
#include "impl/operation/service_manager.hpp"
#include "impl/safety/safety.hpp"
#include "impl/track/runner.hpp"

namespace vrrpspec::impl {
namespace {

constexpr unsigned records_in_a_burst = 10;
constexpr Duration burst_window = std::chrono::seconds{60};
constexpr Duration time_for_notifications = std::chrono::seconds{2};
constexpr Duration notification_limit = std::chrono::seconds{60};
constexpr std::uint32_t notification_ticket = 0;  // checks have others

/// What has to be there before the event loop turns.
struct Resources {
  Descriptor claim;
  Netlink netlink;
  KernelEvents events;
  UndoRecord record;
  FrameSender frames;
  LocalListener control;
};

bool runs_commands(const Configuration& configuration) {
  if (!configuration.scripts.empty()) return true;
  for (const InstanceConfiguration& instance : configuration.instances)
    if (instance.notifications != Notifications{}) return true;
  return false;
}

std::expected<void, Error> make_directory(const std::filesystem::path& directory) {
  std::error_code error;
  std::filesystem::create_directories(directory, error);
  if (error)
    return std::unexpected{Error{fmt::format("cannot create the run directory {}: {}; name another with --run-dir",
                                             directory.string(), error.message())}};
  return {};
}

std::expected<Resources, Error> open_resources(const ApplicationOptions& options) {
  auto claim = claim_network_namespace();
  if (!claim) return std::unexpected{claim.error()};
  auto netlink = Netlink::open();
  if (!netlink) return std::unexpected{netlink.error()};
  auto events = KernelEvents::open();
  if (!events) return std::unexpected{events.error()};
  auto record = UndoRecord::open(options.run_directory / "undo.json");
  if (!record) return std::unexpected{record.error()};
  auto frames = FrameSender::open();
  if (!frames) return std::unexpected{frames.error()};
  auto control = LocalListener::open(options.run_directory / "control.sock", options.group);
  if (!control)
    return std::unexpected{
        Error{control.error().what + "; --run-dir names another folder, which this user may write to"}};
  return Resources{std::move(*claim),  std::move(*netlink), std::move(*events),
                   std::move(*record), std::move(*frames),  std::move(*control)};
}

/// Why a reload keeps the old configuration; empty when it takes the new one. A file without instances is more likely
/// one that was cut short than a wish to give all addresses up at once, for which there is a stop.
std::string_view refusal_of(const Loaded& loaded) {
  if (!loaded.is_usable()) return "the configuration has errors";
  if (loaded.configuration.instances.empty()) return "the configuration has no vrrp_instance";
  return {};
}

struct MismatchWords {
  std::string_view what;
  std::string_view clause;
};

MismatchWords words_of(Mismatch mismatch) {
  switch (mismatch) {
    case Mismatch::address_list:
      return {"the address lists differ", "V3-071"};
    case Mismatch::interval:
      return {"the intervals differ", "D-13"};
    case Mismatch::two_owners:
      break;
  }
  return {"both have priority 255", "D-25"};
}

std::string counted(std::size_t routers) {
  return fmt::format("{} virtual router{}", routers, routers == 1 ? "" : "s");
}

class Application {
 public:
  Application(const ApplicationOptions& options, Configuration configuration, Resources& resources, Log& log)
      : options_{&options},
        configuration_{std::move(configuration)},
        resources_{&resources},
        log_{&log},
        signals_{loop_, SIGTERM, SIGINT, SIGHUP},
        script_timer_{loop_},
        grace_timer_{loop_},
        metrics_timer_{loop_},
        watchdog_timer_{loop_},
        limits_{records_in_a_burst, burst_window},
        started_{monotonic_now()} {}

  std::expected<void, Error> start(std::optional<ScriptRunner> runner);
  void serve();

 private:
  [[nodiscard]] DaemonStatus status() const;
  std::expected<std::string, Error> reload();
  void await_signal();
  void stop(std::string_view signal);
  void take_over(const Configuration& configuration);
  void check_scripts();
  void on_script_results();
  void notify(const InstanceConfiguration& configuration, const RouterStatus& status, const Transition& transition);
  void every(boost::asio::steady_timer& timer, Duration interval, std::function<void()> task);
  void write_metrics();
  void limited(std::string_view key, const std::function<void(std::string_view held_back)>& record);
  [[nodiscard]] DaemonHooks hooks();

  const ApplicationOptions* options_;
  Configuration configuration_;
  std::string router_id_;
  Resources* resources_;
  Log* log_;
  boost::asio::io_context loop_{1};
  boost::asio::signal_set signals_;
  boost::asio::steady_timer script_timer_;
  boost::asio::steady_timer grace_timer_;
  boost::asio::steady_timer metrics_timer_;
  boost::asio::steady_timer watchdog_timer_;
  RateLimits limits_;
  Instant started_;
  ScriptChecks checks_;
  std::optional<Trace> trace_;
  std::optional<ScriptRunner> runner_;
  unsigned notifications_{0};  ///< that have not ended
  bool stopping_{false};
  Watch runner_watch_;
  std::optional<ControlSocket> control_;
  std::optional<Daemon> daemon_;
};

std::expected<void, Error> Application::start(std::optional<ScriptRunner> runner) {
  runner_ = std::move(runner);
  if (runner_) runner_watch_ = Watch{loop_, runner_->descriptor(), [this] { on_script_results(); }};
  if (options_->trace) {
    auto trace = Trace::open(
        *options_->trace, options_->version, monotonic_now(), wall_now(),
        [this](const Error& error) { log_->record(LogLevel::warning, "trace-failed", {{"error", error.what}}); });
    if (!trace) return std::unexpected{trace.error()};
    trace_ = std::move(*trace);
  }
  control_.emplace(loop_, std::move(resources_->control), ControlSocketLimits{}, [this](std::string_view request) {
    return answer_request(request, {.status = [this] { return status(); },
                                    .wall_time = [] { return wall_now(); },
                                    .reload = [this] { return reload(); }});
  });
  if (options_->metrics) every(metrics_timer_, options_->metrics_interval, [this] { write_metrics(); });
  if (const auto interval = watchdog_interval()) every(watchdog_timer_, *interval, [] { tell_alive(); });
  await_signal();
  daemon_.emplace(loop_, resources_->netlink, resources_->events, resources_->record, resources_->frames, hooks());
  take_over(configuration_);
  return {};
}

void Application::serve() {
  const std::string count = fmt::format("{}", configuration_.instances.size());
  log_->record(LogLevel::info, "started", {{"version", options_->version}, {"routers", count}});
  tell_ready(counted(configuration_.instances.size()));
  if (options_->metrics) write_metrics();
  loop_.run();
}

DaemonStatus Application::status() const {
  const Instant now = monotonic_now();
  return {.version = options_->version,
          .router_id = router_id_,
          .configuration_file = options_->configuration.string(),
          .now = now,
          .uptime = now - started_,
          .counters = daemon_->counters(),
          .routers = daemon_->routers()};
}

/// A configuration with errors, or without instances, changes nothing.
std::expected<std::string, Error> Application::reload() {
  if (stopping_) return std::unexpected{Error{"the daemon is stopping"}};
  tell_reloading(monotonic_now());
  const Loaded loaded = load_configuration(options_->configuration);
  for (const Diagnostic& diagnostic : loaded.diagnostics) record(*log_, diagnostic);
  if (const std::string_view reason = refusal_of(loaded); !reason.empty()) {
    log_->record(LogLevel::error, "reload-refused", {{"file", options_->configuration.string()}, {"reason", reason}});
    tell_ready(fmt::format("reload refused: {}", reason));
    return std::unexpected{
        Error{fmt::format("{}: the old one stays; the log says more, and so does vrrpspecd --check-config -c {}",
                          reason, options_->configuration.string())}};
  }
  // What scripts are told of routers that go is in the old configuration, what comes after in the new one.
  daemon_->retire_others(loaded.configuration);
  if (runner_) {
    if (!runner_->allow_new_configuration())
      log_->record(LogLevel::warning, "scripts-not-run",
                   {{"reason", "the script runner does not take the new configuration"}});
  } else if (runs_commands(loaded.configuration)) {
    log_->record(LogLevel::warning, "scripts-not-run",
                 {{"reason", "the daemon was started without scripts and has no process to run them; restart it"}});
  }
  const Difference difference = difference_of(configuration_, loaded.configuration);
  const std::string added = in_brief(difference.added);
  const std::string changed = in_brief(difference.changed);
  const std::string removed = in_brief(difference.removed);
  take_over(loaded.configuration);
  const std::string count = counted(configuration_.instances.size());
  log_->record(LogLevel::info, "reloaded",
               {{"routers", std::to_string(configuration_.instances.size())},
                {"added", added},
                {"changed", changed},
                {"removed", removed}});
  tell_ready(count);
  return fmt::format("reloaded: {}; added {}, changed {}, removed {}", count, added, changed, removed);
}

void Application::await_signal() {
  signals_.async_wait([this](const boost::system::error_code& error, int signal) {
    if (error) return;
    if (signal == SIGHUP) {
      [[maybe_unused]] const auto reloaded = reload();  // the log has what is to be said
      await_signal();
      return;
    }
    stop(signal == SIGTERM ? "SIGTERM" : "SIGINT");
  });
}

void Application::take_over(const Configuration& configuration) {
  configuration_ = configuration;
  router_id_ = router_id_of(configuration);
  checks_.configure(configuration.scripts, monotonic_now());
  daemon_->configure(configuration_);
  check_scripts();
}

void Application::check_scripts() {
  if (stopping_) return;
  const bool changed =
      checks_.advance(monotonic_now(), [this](const ScriptConfiguration& script, std::uint32_t ticket) {
        return runner_ && runner_->run({.ticket = ticket, .command = script.command, .timeout = script.timeout});
      });
  if (changed) daemon_->on_scripts();
  const auto next = checks_.next_deadline();
  if (!next) {
    script_timer_.cancel();
    return;
  }
  script_timer_.expires_at(std::chrono::steady_clock::time_point{next->time_since_epoch()});
  script_timer_.async_wait([this](const boost::system::error_code& error) {
    if (!error) check_scripts();
  });
}

void Application::on_script_results() {
  bool changed = false;
  const bool runs = runner_->receive([&](const RunResult& result) {
    const bool is_notification = result.ticket == notification_ticket;
    if (!result.why.empty()) {
      const std::string script = is_notification ? "a notify script" : checks_.name_of(result.ticket);
      limited("script", [&](std::string_view held_back) {
        log_->record(LogLevel::warning, "script-not-started",
                     {{"script", script}, {"reason", result.why}, {"held_back", held_back}});
      });
    }
    if (is_notification)
      --notifications_;
    else if (const auto script = checks_.on_result(result.ticket, result.status == 0 && !result.timed_out)) {
      changed = true;
      log_->record(LogLevel::info, "script",
                   {{"script", *script}, {"result", checks_.is_good(*script) == true ? "good" : "bad"}});
    }
  });
  if (!runs) {
    log_->record(LogLevel::error, "script-runner-ended", {{"reason", "no script can be run until a restart"}});
    runner_watch_ = {};
    runner_.reset();
    notifications_ = 0;
    changed = checks_.abandon() || changed;
  }
  if (stopping_) {
    if (notifications_ == 0) loop_.stop();
    return;
  }
  if (changed) daemon_->on_scripts();
  check_scripts();
}

void Application::notify(const InstanceConfiguration& configuration, const RouterStatus& status,
                         const Transition& transition) {
  for (const Notification& one : notifications_of(configuration, status, transition)) {
    if (runner_ && runner_->run({.ticket = notification_ticket,
                                 .command = one.command,
                                 .arguments = one.arguments,
                                 .timeout = notification_limit,
                                 .is_notification = true}))
      ++notifications_;
    else
      log_->record(LogLevel::warning, "notify-failed",
                   {{"router", configuration.name}, {"command", one.command.argv.front()}});
  }
}

/// Masters send priority 0; then scripts that were told of it have a little time to end.
void Application::stop(std::string_view signal) {
  tell_stopping();
  log_->record(LogLevel::info, "stopping", {{"signal", signal}});
  stopping_ = true;
  script_timer_.cancel();
  daemon_->stop();
  if (options_->metrics) write_metrics();
  if (notifications_ == 0) {
    loop_.stop();
    return;
  }
  grace_timer_.expires_after(time_for_notifications);
  grace_timer_.async_wait([this](const boost::system::error_code& error) {
    if (!error) loop_.stop();
  });
}

void Application::every(boost::asio::steady_timer& timer, Duration interval, std::function<void()> task) {
  timer.expires_after(interval);
  timer.async_wait([this, &timer, interval, task = std::move(task)](const boost::system::error_code& error) {
    if (error) return;
    task();
    every(timer, interval, task);
  });
}

void Application::write_metrics() {
  if (const auto written = replace_file(*options_->metrics, metrics_text(status())); !written)
    limited("metrics", [&](std::string_view held_back) {
      log_->record(LogLevel::warning, "metrics-failed", {{"error", written.error().what}, {"held_back", held_back}});
    });
}

void Application::limited(std::string_view key, const std::function<void(std::string_view)>& record) {
  if (const auto held_back = limits_.admit(key, monotonic_now())) record(std::to_string(*held_back));
}

DaemonHooks Application::hooks() {
  return {
      .on_transition =
          [this](const InstanceConfiguration& configuration, const RouterStatus& status, const Transition& transition) {
            log_->transition(configuration.name, transition);
            notify(configuration, status, transition);
          },
      .on_discard =
          [this](const std::string& router, const wire::IpHeader& header, wire::Discard discard) {
            limited(fmt::format("{} {}", router, wire::name_of(discard.reason)), [&](std::string_view held_back) {
              log_->record(LogLevel::warning, "discard",
                           {{"router", router},
                            {"source", to_string(header.source)},
                            {"reason", wire::to_string(discard.reason)},
                            {"clause", to_string(wire::clause_of(discard.reason))},
                            {"held_back", held_back}});
            });
          },
      .on_mismatch =
          [this](const std::string& router, const IpAddress& source, Mismatch mismatch) {
            const MismatchWords words = words_of(mismatch);
            limited(fmt::format("{} {}", router, words.what), [&](std::string_view held_back) {
              log_->record(LogLevel::warning, "mismatch",
                           {{"router", router},
                            {"source", to_string(source)},
                            {"what", words.what},
                            {"clause", words.clause},
                            {"held_back", held_back}});
            });
          },
      .on_waiting =
          [this](const std::string& router, const std::string& why) {
            log_->record(LogLevel::warning, "waiting", {{"router", router}, {"reason", why}});
          },
      .on_priority =
          [this](const std::string& router, Priority before, Priority now) {
            log_->record(
                LogLevel::info, "priority",
                {{"router", router}, {"from", std::to_string(before.value())}, {"to", std::to_string(now.value())}});
          },
      .on_error =
          [this](const std::string& router, const Error& error) {
            limited("error " + router, [&](std::string_view held_back) {
              log_->record(LogLevel::error, "error",
                           {{"router", router}, {"error", error.what}, {"held_back", held_back}});
            });
          },
      .script_is_good = [this](const std::string& script) { return checks_.is_good(script); },
      .trace = trace_ ? &*trace_ : nullptr,
  };
}

}  // namespace

std::string router_id_of(const Configuration& configuration) {
  if (!configuration.router_id.empty()) return configuration.router_id;
  std::array<char, HOST_NAME_MAX + 1> name{};
  ::gethostname(name.data(), name.size() - 1);
  return name.data();
}

int run_daemon(const ApplicationOptions& options) {
  StartReport report{options.log};
  const auto fail = [&report](const Error& error, int status) {
    report.refuse(error);
    return status;
  };
  const Loaded loaded = load_configuration(options.configuration);
  for (const Diagnostic& diagnostic : loaded.diagnostics) report.say(diagnostic);
  if (!loaded.is_usable()) {
    report.refuse_configuration();
    return exit_refused;
  }
  ::umask(S_IWGRP | S_IWOTH);
  for (const auto& step : {check_privileges(), make_directory(options.run_directory)})
    if (!step) return fail(step.error(), exit_environment);

  // The runner keeps the rights to change its user; it is forked before anything is open that it should not have.
  std::optional<ScriptRunner> runner;
  if (runs_commands(loaded.configuration)) {
    auto started = ScriptRunner::start(loaded.configuration, [file = options.configuration] {
      Loaded again = load_configuration(file);
      return again.is_usable() ? std::optional{std::move(again.configuration)} : std::nullopt;
    });
    if (!started) return fail(started.error(), exit_environment);
    runner = std::move(*started);
  }
  auto resources = open_resources(options);
  if (!resources) return fail(resources.error(), exit_environment);
  if (const auto alone = resources->record.check_no_other(resources->netlink); !alone)
    return fail(alone.error(), exit_environment);
  auto log = Log::open(options.log);
  if (!log) return fail(log.error(), exit_environment);
  if (const auto kept = keep_needed_capabilities(); !kept) return fail(kept.error(), exit_environment);
  const auto mended = resources->record.repair(resources->netlink);
  // What cannot be put back stays in the record; to serve matters more.
  if (!mended) log->record(LogLevel::error, "not-repaired", {{"error", mended.error().what}});
  for (const std::string& what : mended.value_or(std::vector<std::string>{}))
    log->record(LogLevel::warning, "repaired", {{"leftover", what}});

  Application application{options, loaded.configuration, *resources, *log};
  if (const auto started = application.start(std::move(runner)); !started)
    return fail(started.error(), exit_environment);
  if (const auto limited = limit_system_calls(); !limited)
    log->record(LogLevel::warning, "system-calls-not-limited", {{"error", limited.error().what}});
  application.serve();
  log->record(LogLevel::info, "stopped", {});
  return 0;
}

}  // namespace vrrpspec::impl
