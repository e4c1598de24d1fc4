// What the command line asked for, as data. main.cpp fills it in; the commands read it.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "harness/cli/daemon_client.hpp"
#include "harness/lab/real_time/priority.hpp"
#include "harness/report/summary.hpp"
#include "harness/run/run.hpp"
#include "model/clause/profile.hpp"
#include "model/monitor/judge_settings.hpp"
#include "model/time.hpp"
#include "model/types.hpp"

namespace vrrpspec::cli {

enum class Colour : std::uint8_t { automatic, always, never };

/// `--shard 2/5`: the second of five parts.
struct Shard {
  unsigned index{1};
  unsigned count{1};
};
/// Empty unless `text` is I/N with 1 <= I <= N.
std::optional<Shard> parse_shard(const std::string& text);

struct SelectOptions {
  std::vector<std::string> words;
  std::string filter;  ///< ECMAScript regular expression, searched in the id; empty: any id
  std::optional<Shard> shard;
};

/// For a device on a wire that may not be ours alone.
struct WireOptions {
  Duration listen{std::chrono::seconds{41}};  ///< before the first frame is sent: see adr/0007
  bool even_if_alive{false};                  ///< send, though another router uses a VRID of the tester
};

enum class Order : std::uint8_t { suite, random };

struct TestOptions {
  std::vector<std::string> words;  ///< [DUT] [SELECT...]
  SelectOptions select;
  std::string lab{"auto"};
  harness::PriorityChoice priority{harness::PriorityChoice::automatic};
  std::string profile;             ///< empty: that of `failed`, the device's, or rfc5798
  std::optional<Family> family{};  ///< none: that of `failed`, the device's, or IPv4
  harness::Gates gates;
  unsigned repeat{1};
  bool until_fail{false};
  bool mutants{false};  ///< of the model, in its place
  Order order{Order::suite};
  std::optional<std::uint64_t> seed;
  unsigned jobs{harness::RunOptions{}.jobs};
  unsigned retries{harness::RunOptions{}.retries};
  Duration timeout{harness::RunOptions{}.timeout};
  std::optional<Duration> wall_timeout;
  std::filesystem::path known_failures;
  std::filesystem::path failed;  ///< the folder of an earlier run; empty: all that is selected
  std::filesystem::path out{"out"};
  std::filesystem::path junit;
  Colour colour{Colour::automatic};
  bool quiet{false};
  bool verbose{false};
  WireOptions wire;
};

/// `dut init`
struct InitOptions {
  std::string interface;  ///< of a black box; empty: the description of a program
  std::string set_up{"backup"};
  std::filesystem::path file;  ///< empty: a name of its own
  bool force{false};           ///< overwrite
};

struct CheckOptions {
  std::vector<std::string> files;      ///< "-": standard input
  std::optional<IpAddress> seen_from;  ///< the router at which they were made
  monitor::JudgeSettings judgement;
  Colour colour{Colour::automatic};
  bool json{false};
  bool quiet{false};
  // Files to write; empty: none.
  std::string html;
  std::string annotate;
  std::string filter_out;
  std::string junit;
  std::string sarif;
};

struct WatchOptions {
  std::vector<std::string> interfaces;
  monitor::JudgeSettings judgement;
  std::optional<Duration> length{};  ///< none: until a signal comes
  std::string save;                  ///< directory of captures; empty: none
  unsigned ring_mib{8};              ///< how much of them is kept
  std::vector<std::string> on;       ///< events and commands by turns
  std::string metrics;               ///< file; empty: none
  bool json{false};
  bool quiet{false};
};

struct ListOptions {
  SelectOptions select;
  bool json{false};
  bool ids{false};
  bool selectors{false};  ///< every word that selects something, for completion
};

struct StatusOptions {
  std::filesystem::path socket{default_control_socket};
  bool json{false};
};

}  // namespace vrrpspec::cli
