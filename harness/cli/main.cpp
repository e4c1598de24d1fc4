// The command line. CLI11 stays in this file: it fills in options.hpp, and the commands know nothing of it.
#include <fmt/format.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <charconv>
#include <csignal>
#include <iostream>
#include <map>
#include <span>

#include "harness/cli/commands.hpp"
#include "harness/cli/complain.hpp"
#include "harness/cli/guests.hpp"
#include "harness/cli/told.hpp"
#include "harness/text/duration.hpp"

namespace vrrpspec::cli {
namespace {

constexpr const char* examples_text = R"(Examples:
  vrrpspec test                              examine this machine's keepalived
  vrrpspec test keepalived 6.4.2 @must       one section, requirements only
  vrrpspec test router.toml S-430 V3-029     a router described in a file, two clauses
  vrrpspec check capture.pcapng              who was Master, and who broke a rule
  vrrpspec watch -i eth0                     the same while it happens
  vrrpspec explain S-430                     what a clause says, and how it is tested

)";
constexpr const char* exit_codes_text = R"(Exit codes:
  0 conforms   1 a requirement failed   2 usage   3 inconclusive   4 nothing ran   5 environment
)";

constexpr const char* selectors_text = R"(Selectors:
  6.4.2            the cases of a section
  S-430 V3-029     the cases that claim a clause
  6.4.2/S-430      a case, or those whose id begins so
  @must @should @may @v4 @v6 @vrrpv2 @vrrpv3 @owner @preempt-off @accept-mode
                   tags narrow what the other words select
  !@may !6.4.1     takes away (quote it in shells that expand '!')
)";

void add_select_options(CLI::App& command, SelectOptions& select) {
  command.add_option("--filter", select.filter, "Only cases whose id this regular expression finds")
      ->type_name("REGEX");
  command
      .add_option_function<std::string>(
          "--shard",
          [&select](const std::string& text) {
            select.shard = parse_shard(text);
            if (!select.shard) throw CLI::ValidationError("--shard", "'" + text + "' is not I/N with 1 <= I <= N");
          },
          "Only part I of N; a case stays in its part when others are added")
      ->type_name("I/N");
  command.footer(selectors_text);
}

/// One of a few words. (CLI11's own enumerations take a to_string() of ours for one of theirs.)
template <typename Choice>
void add_choice(CLI::App& command, const char* name, const std::map<std::string, Choice>& words, const char* help,
                const char* placeholder, Choice& into) {
  command
      .add_option_function<std::string>(
          name, [&into, words](const std::string& word) { into = words.at(word); }, help)
      ->check(CLI::IsMember(words))
      ->option_text(placeholder);
}

/// An unset variable of a script is no name of a file.
const CLI::Validator named{
    [](const std::string& name) { return name.empty() ? std::string{"the name is empty"} : std::string{}; }, ""};

template <typename Into>
void add_duration(CLI::App& command, const char* name, const char* help, Into& into) {
  command
      .add_option_function<std::string>(
          name,
          [&into, name](const std::string& text) {
            const auto duration = harness::parse_duration(text);
            if (!duration) {
              throw CLI::ValidationError(name,
                                         fmt::format("'{}' is no duration: write {}", text, harness::duration_advice));
            }
            into = *duration;
          },
          help)
      ->type_name("DURATION");
}

/// CLI11 takes -1 for a huge number.
std::optional<std::uint64_t> parse_number(const std::string& text) {
  std::uint64_t number = 0;
  const char* const end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, number);
  if (error != std::errc{} || rest != end) return std::nullopt;
  return number;
}

/// What decides the exit code.
void add_gates(CLI::App& command, TestOptions& options) {
  command.add_flag("--strict", options.gates.strict, "A SHOULD that is not met fails the run");
  add_choice<harness::Doubt>(
      command, "--inconclusive",
      {{"fail", harness::Doubt::fail}, {"warn", harness::Doubt::warn}, {"pass", harness::Doubt::pass}},
      "What doubt does to the exit code: fail (1), warn (3, the default), pass (nothing)", "HOW", options.gates.doubt);
  command
      .add_option("--known-failures", options.known_failures,
                  "Failures that do not decide the exit code: a TOML file of cases with reason and expiry")
      ->check(named)
      ->type_name("FILE");
}

void add_repetition(CLI::App& command, TestOptions& options) {
  CLI::Option* repeat =
      command.add_option("--repeat", options.repeat, "Run the selection N times and compare the verdicts")
          ->check(CLI::Range(1U, 100'000U))
          ->option_text("N");
  command.add_flag("--until-fail", options.until_fail, "End --repeat after the first repetition that fails")
      ->needs(repeat)
      ->option_text(" ");
  add_choice<Order>(command, "--order", {{"suite", Order::suite}, {"random", Order::random}},
                    "suite (default), or random: shuffled by the seed, anew for each repetition", "ORDER",
                    options.order);
}

void add_limits(CLI::App& command, TestOptions& options) {
  command.add_option("--retries", options.retries, "How often a case in doubt is asked again (default 5)")
      ->check(CLI::Range(0U, 1000U))
      ->option_text("N");
  add_duration(command, "--timeout", "Protocol time after which a case is an error (default 90s)", options.timeout);
  add_duration(command, "--wall-timeout",
               "Wall time without any result after which a run, or a guest of the lab uml, is given up (default 2min, "
               "or what --timeout needs)",
               options.wall_timeout);
}

void add_wire_options(CLI::App& command, WireOptions& wire) {
  add_duration(command, "--listen", "Lab nic: listen so long before the first frame (default 41s)", wire.listen);
  command
      .add_flag("--even-if-alive", wire.even_if_alive,
                "Lab nic: send although another router uses a VRID of the tester")
      ->option_text(" ");
}

void add_test(CLI::App& app, TestOptions& options, int& result) {
  CLI::App* command = app.add_subcommand("test", "Examine a router");
  command
      ->add_option("words", options.words,
                   "[DUT] [SELECT...]: a built-in device or FILE.toml (default keepalived), "
                   "then what to ask (default everything)")
      ->type_name("");
  command
      ->add_option("--lab", options.lab,
                   "Where the device runs: netns in real time, uml in virtual time, nic on a wire, sim for the model; "
                   "auto picks")
      ->check(CLI::IsMember({"auto", "netns", "nic", "sim", "uml"}))
      ->option_text("LAB");
  add_choice<harness::PriorityChoice>(
      *command, "--priority",
      {{"auto", harness::PriorityChoice::automatic},
       {"realtime", harness::PriorityChoice::realtime},
       {"normal", harness::PriorityChoice::normal}},
      "Of harness and device in real time: realtime, normal; auto is realtime where it is allowed", "CLASS",
      options.priority);
  command->add_option("--profile", options.profile, "rfc5798 (default), rfc9568 or rfc3768")->type_name("NAME");
  add_choice<std::optional<Family>>(*command, "--family", {{"ipv4", Family::ipv4}, {"ipv6", Family::ipv6}},
                                    "What the virtual router protects: ipv4 (default) or ipv6", "FAMILY",
                                    options.family);
  add_gates(*command, options);
  add_repetition(*command, options);
  command
      ->add_flag("--mutants", options.mutants,
                 "Of the device sim: ask every case of routers with one fault each, and say which faults are not found")
      ->option_text(" ");
  command
      ->add_option_function<std::string>(
          "--seed",
          [&options](const std::string& text) {
            options.seed = parse_number(text);
            if (!options.seed) throw CLI::ValidationError("--seed", "'" + text + "' is not a whole number");
          },
          "Of staggered starts and random values; printed when not given")
      ->type_name("N");
  command->add_option("-j,--jobs", options.jobs, "Cases at once (default 64)")
      ->check(CLI::Range(1U, 1000U))
      ->option_text("N");
  add_limits(*command, options);
  add_select_options(*command, options.select);
  command->add_option("--failed", options.failed, "Only cases that did not pass in the run whose results are in DIR")
      ->check(named)
      ->type_name("DIR");
  add_wire_options(*command, options.wire);
  command->add_option("--out", options.out, "Folder of run.jsonl and of one folder per case (default out)")
      ->check(named)
      ->type_name("DIR");
  command->add_option("--junit", options.junit, "Write JUnit XML")->check(named)->type_name("FILE");
  add_choice<Colour>(*command, "--color",
                     {{"auto", Colour::automatic}, {"always", Colour::always}, {"never", Colour::never}},
                     "auto (default: on a terminal, unless NO_COLOR is set), always, never", "WHEN", options.colour);
  CLI::Option* quiet =
      command->add_flag("-q,--quiet", options.quiet, "No line for cases that pass or do not apply")->option_text(" ");
  command->add_flag("-v,--verbose", options.verbose, "The clauses and the folder of each case")
      ->excludes(quiet)
      ->option_text(" ");
  command->footer(std::string{selectors_text} + "\n" + exit_codes_text);
  command->callback([&] {
    if (!options.mutants) {
      result = test(options);
    } else if (options.words != std::vector<std::string>{"sim"}) {
      throw CLI::ValidationError("--mutants",
                                 "it is about the model and every case: write vrrpspec test sim --mutants");
    } else {
      result = test_mutants(options.verbose);
    }
  });
}

/// How captured routers are judged.
void add_judgement(CLI::App& command, monitor::JudgeSettings& judgement) {
  const auto tell = [&judgement](const char* name, const std::expected<std::vector<monitor::Told>, std::string>& told) {
    if (!told) throw CLI::ValidationError(name, told.error());
    judgement.told.insert(judgement.told.end(), told->begin(), told->end());
  };
  // Those in words come later, and count more.
  command
      .add_option_function<std::vector<std::string>>(
          "--config",
          [tell](const std::vector<std::string>& all) {
            for (const std::string& text : all) tell("--config", told_by_configuration(text));
          },
          "What packets do not show of a router, from its keepalived.conf, which vrrpspecd reads; may be given again")
      ->expected(1)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll)
      ->type_name("[ADDRESS=]FILE");
  command
      .add_option_function<std::vector<std::string>>(
          "--router",
          [tell](const std::vector<std::string>& all) {
            for (const std::string& text : all) tell("--router", parse_told(text));
          },
          "The same in words, of the router that sends from ADDRESS: prio:N, preempt:yes or no, interval:1s, all "
          "of one virtual router with vrid:N; may be given again")
      ->expected(1)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll)
      ->type_name("ADDRESS=KEY:VALUE,...");
  command
      .add_option_function<std::string>(
          "--profile",
          [&judgement](const std::string& name) {
            judgement.profile = find_profile(name);
            if (judgement.profile == nullptr || judgement.profile->version != Version::v3) {
              throw CLI::ValidationError(
                  "--profile", "'" + name + "' is neither rfc5798 nor rfc9568 (VRRPv2 is always judged by RFC 3768)");
            }
          },
          "The document that VRRPv3 is judged by: rfc5798 or rfc9568 (default: whichever explains a router)")
      ->type_name("NAME");
  monitor::Tolerances& tolerances = judgement.tolerances;
  add_duration(command, "--processing", "How long a router may take to process a packet (default 5ms)",
               tolerances.processing);
  add_duration(command, "--output", "How long a packet may take to be captured (default 5ms)", tolerances.output);
  add_duration(command, "--timer", "How late a timer of a router may fire (default 100ms)", tolerances.timer);
}

void add_check(CLI::App& app, CheckOptions& options, int& result) {
  CLI::App* command = app.add_subcommand("check", "Judge captures: who was Master, why it changed, who broke a rule");
  command
      ->add_option("file", options.files,
                   "pcap or pcapng, compressed or not; '-' is standard input, which may still grow")
      ->required()
      ->type_name("");
  command->add_flag("--json", options.json, "As JSON, one object a line and file");
  command->add_flag("-q,--quiet", options.quiet, "No lines for what passed");
  command
      ->add_option_function<std::string>(
          "--seen-from",
          [&options](const std::string& text) {
            options.seen_from = IpAddress::parse(text);
            if (!options.seen_from) throw CLI::ValidationError("--seen-from", "'" + text + "' is no IP address");
          },
          "The router that the capture was made at, by the source of its adverts: others may have heard what is not in "
          "it")
      ->type_name("ADDRESS");
  command->add_option("--html", options.html, "Write a page with time lines, too (of one capture)")
      ->check(named)
      ->type_name("FILE");
  command
      ->add_option("--annotate", options.annotate,
                   "Write the capture again as pcapng, with what was found as comments and rows for Wireshark")
      ->check(named)
      ->type_name("FILE");
  command
      ->add_option("--filter-out", options.filter_out,
                   "Write as pcapng only what was judged: a small file to send, without other traffic")
      ->check(named)
      ->type_name("FILE");
  command->add_option("--junit", options.junit, "Write JUnit XML, of all captures")->check(named)->type_name("FILE");
  command->add_option("--sarif", options.sarif, "Write SARIF 2.1.0, of all captures")->check(named)->type_name("FILE");
  add_judgement(*command, options.judgement);
  command->callback([&] { result = check(options); });
}

void add_watch(CLI::App& app, WatchOptions& options, int& result) {
  CLI::App* command =
      app.add_subcommand("watch", "Judge a live network: a line as it happens, and a report at the end");
  command->add_option("-i,--interface", options.interfaces, "Where to listen; may be given again")
      ->required()
      ->check(named)
      ->expected(1)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll)
      ->type_name("IF");
  add_duration(*command, "--for", "How long (default: until SIGINT or SIGTERM)", options.length);
  CLI::Option* save =
      command
          ->add_option(
              "--save", options.save,
              "Write the latest packets as pcapng at each violation, suspicion and two Masters, 100 files at most")
          ->check(named)
          ->type_name("DIR");
  command->add_option("--ring", options.ring_mib, "How many MiB of packets are kept for --save (default 8)")
      ->check(CLI::Range(1U, 4096U))
      ->needs(save)
      ->option_text("MIB");
  command
      ->add_option(
          "--on", options.on,
          "Start a command at each event of a kind, or 'all': a program and words, no shell; the event is on its "
          "standard input as JSON")
      ->expected(2)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll)
      ->option_text("EVENT COMMAND");
  command
      ->add_option("--metrics", options.metrics, "Write metrics for Prometheus' textfile collector, each five seconds")
      ->check(named)
      ->type_name("FILE");
  command->add_flag("--json", options.json, "As JSON: one object an event, and last the report of `check --json`");
  command->add_flag("-q,--quiet", options.quiet, "In the report, no lines for what passed");
  add_judgement(*command, options.judgement);
  command->callback([&] { result = watch(options); });
}

void add_list(CLI::App& app, ListOptions& options, int& result) {
  CLI::App* command = app.add_subcommand("list", "Say what can be asked");
  command->add_option("select", options.select.words, "Which cases (default all)")->type_name("");
  command->add_flag("--json", options.json, "As a JSON array");
  command->add_flag("--ids", options.ids, "Only the ids");
  command->add_flag("--selectors", options.selectors, "Every word that selects cases");
  add_select_options(*command, options.select);
  command->callback([&] { result = list(options); });
}

/// Commands that take one word.
void add_word_command(CLI::App& app, const char* name, const char* description, const char* argument, const char* help,
                      std::string& word, int& result, int (*run)(const std::string&)) {
  CLI::App* command = app.add_subcommand(name, description);
  command->add_option(argument, word, help)->required()->type_name("");
  command->callback([&word, &result, run] { result = run(word); });
}

struct DutOptions {
  bool names{false};
  std::filesystem::path file;
  InitOptions init;
};

void add_dut_init(CLI::App& dut, InitOptions& options, int& result) {
  CLI::App* command = dut.add_subcommand("init", "Write a description to start from");
  CLI::Option* box =
      command
          ->add_option("--black-box", options.interface,
                       "Of a device on the wire of this interface; prints the card for who configures it")
          ->type_name("IF");
  command->add_option("--set-up", options.set_up, "What a black box is configured for (default backup)")
      ->type_name("NAME")
      ->needs(box);
  command->add_option("-o,--output", options.file, "The file (default router.toml, or black-box.toml)")
      ->type_name("FILE");
  command->add_flag("--force", options.force, "Overwrite the file if it is there")->option_text(" ");
  command->callback([&] { result = dut_init(options); });
}

void add_dut(CLI::App& app, DutOptions& options, int& result) {
  CLI::App* command = app.add_subcommand("dut", "Devices under test");
  command->require_subcommand(1);
  CLI::App* listing = command->add_subcommand("list", "The built-in devices");
  listing->add_flag("--names", options.names, "Only the names");
  listing->callback([&] { result = dut_list(options.names); });
  CLI::App* check = command->add_subcommand("check", "Check a description without starting anything");
  check->add_option("file", options.file, "A device description in TOML")->required()->type_name("");
  check->callback([&] { result = dut_check(options.file); });
  add_dut_init(*command, options.init, result);
  command->add_subcommand("set-ups", "What cases want a device to be configured for")->callback([&] {
    result = dut_set_ups();
  });
}

void add_status(CLI::App& app, StatusOptions& options, int& result) {
  CLI::App* command = app.add_subcommand("status", "Say what a running vrrpspecd does");
  command->add_flag("--json", options.json, "As a JSON object");
  CLI::Option* socket = command
                            ->add_option("--socket", options.socket,
                                         "Its control socket (default " + std::string{default_control_socket} + ")")
                            ->check(named)
                            ->option_text("FILE");
  command
      ->add_option_function<std::filesystem::path>(
          "--run-dir", [&](const std::filesystem::path& folder) { options.socket = folder / "control.sock"; },
          "The folder of its control socket, as it was told with --run-dir")
      ->check(named)
      ->excludes(socket)
      ->option_text("DIR");
  command->callback([&] { result = status(options); });
}

/// The command that the words led to, perhaps `dut list`.
const CLI::App& deepest(const CLI::App& app) {
  const auto parsed = app.get_subcommands();
  return parsed.empty() ? app : deepest(*parsed.front());
}

std::string unknown_word(const CLI::App& app, const std::string& word) {
  const CLI::App& command = deepest(app);
  std::vector<std::string> known;
  if (!word.starts_with('-')) {
    for (const CLI::App* child : command.get_subcommands({})) known.push_back(child->get_name());
    const std::string_view what = known.empty() ? "argument" : "command";
    return fmt::format("unexpected {} '{}'{}", what, word, nearest_of(word, known));
  }
  for (const CLI::Option* option : command.get_options()) {
    for (const std::string& name : option->get_lnames()) known.push_back("--" + name);
  }
  const std::string name = word.substr(0, word.find('='));
  return fmt::format("unknown option '{}'{}", name, nearest_of(name, known));
}

int usage_error(const CLI::App& app, const CLI::ParseError& error) {
  const std::vector<std::string> left = app.remaining(true);
  const bool unknown = !left.empty() && (dynamic_cast<const CLI::ExtrasError*>(&error) != nullptr ||
                                         dynamic_cast<const CLI::RequiredError*>(&error) != nullptr);
  const CLI::App& command = deepest(app);
  std::string path = command.get_name();
  for (const CLI::App* parent = command.get_parent(); parent != nullptr; parent = parent->get_parent()) {
    path = fmt::format("{} {}", parent->get_name(), path);
  }
  return complain(ExitCode::usage,
                  fmt::format("{}\ntry: {} --help", unknown ? unknown_word(app, left.front()) : error.what(), path));
}

int run(int argc, char** argv) {
  CLI::App app{"vrrpspec: which clauses of the VRRP RFC does this router meet?", "vrrpspec"};
  app.set_version_flag("--version", "vrrpspec " VRRPSPEC_VERSION);
  app.require_subcommand(1);
  int result = 0;
  TestOptions test_options;
  CheckOptions check_options;
  WatchOptions watch_options;
  ListOptions list_options;
  DutOptions dut_options;
  StatusOptions status_options;
  std::string word;
  add_test(app, test_options, result);
  add_check(app, check_options, result);
  add_watch(app, watch_options, result);
  add_list(app, list_options, result);
  add_word_command(app, "explain", "Say what a clause or case demands, and how it is tested", "what",
                   "A clause key, a case id or its beginning, or a section", word, result, explain);
  add_word_command(app, "model", "Print the model of section 6.4", "what", "dot, mermaid, svg, table or trace", word,
                   result, model);
  app.add_subcommand("doctor", "Say what this machine can do, with the command that mends it")->callback([&] {
    result = doctor();
  });
  add_dut(app, dut_options, result);
  add_status(app, status_options, result);
  add_word_command(app, "completion", "Print a completion script", "shell", "bash, zsh or fish", word, result,
                   completion);
  app.footer(std::string{examples_text} + exit_codes_text);  // last: commands take over the one they find
  try {
    app.parse(argc, argv);
  } catch (const CLI::Success& success) {
    return app.exit(success);
  } catch (const CLI::ParseError& error) {
    return usage_error(app, error);
  }
  return result;
}

}  // namespace
}  // namespace vrrpspec::cli

int main(int argc, char** argv) {
  // A parent may have left it ignored, and then nobody learns how a child ended.
  std::signal(SIGCHLD, SIG_DFL);
  // As init of a guest of the lab uml: no command of a person. The kernel adds words of its own.
  const std::span words{argv, static_cast<std::size_t>(argc)};
  const auto guest = std::ranges::find(words, std::string_view{"guest"}, [](const char* word) { return word; });
  if (getpid() == 1 && words.end() - guest > 1) vrrpspec::cli::run_guest(*(guest + 1));
  return vrrpspec::cli::run(argc, argv);
}
