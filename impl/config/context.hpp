// What reading a statement needs: where messages go, and how its words become values. Each reader that fails has said
// why in the diagnostics.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "impl/config/configuration.hpp"
#include "impl/config/diagnostics.hpp"
#include "impl/config/sources.hpp"

namespace vrrpspec::impl {

/// A value, and where it was written.
template <typename Value>
struct Given {
  Value value;
  Position at;
};
template <typename Value>
using MaybeGiven = std::optional<Given<Value>>;

/// global_defs, as far as instances and scripts depend on it.
struct Globals {
  std::string router_id;
  MaybeGiven<unsigned> version;
  MaybeGiven<bool> both_versions;
  MaybeGiven<const Profile*> profile;
  std::optional<Versions> versions;  ///< what these three come to
  bool strict{false};
  Announcements announcements;
  std::optional<std::string> script_user;
  std::optional<std::string> script_group;
};

/// A vrrp_script with what belongs to the instances that track it.
struct ScriptDraft {
  ScriptConfiguration script;
  Position at;
  int weight{0};
  bool reverse{false};
  bool has_timeout{false};
};

struct Context {
  explicit Context(Diagnostics& where) : diagnostics{where} {}

  Diagnostics& diagnostics;
  Globals globals;
  std::vector<ScriptDraft> scripts;
  std::vector<WrittenCommand> commands;
  bool has_said_version{false};      ///< that VRRPv2 is the default
  bool has_said_virtual_mac{false};  ///< that it is used without use_vmac
  std::size_t entries{0};            ///< addresses, peers and tracked things so far
  std::size_t command_octets{0};     ///< of all programs so far
};

/// A whole number as keepalived writes it: an optional sign and decimal digits.
std::optional<std::int64_t> to_number(std::string_view text);

/// The message calls the value `what`.
std::optional<std::int64_t> read_number(Context& context, const Word& word, std::string_view what, std::int64_t low,
                                        std::int64_t high);
/// Decimal seconds of at most six places.
std::optional<Duration> read_seconds(Context& context, const Word& word, std::string_view what, Duration low,
                                     Duration high);
std::optional<IpAddress> read_address(Context& context, const Word& word);
/// Of instances, scripts and users: what can be written in one word again.
std::optional<std::string> read_name(Context& context, const Word& word, std::string_view what);
/// At most 15 octets, as the kernel takes them.
std::optional<std::string> read_interface(Context& context, const Word& word);
/// `on off true false yes no`; true without a word.
std::optional<bool> read_flag(Context& context, std::span<const Word> words);
/// `SCRIPT [USER [GROUP]]`: the first word is split once more, as keepalived does.
std::optional<Command> read_command(Context& context, std::span<const Word> words);
const Profile* read_profile(Context& context, const Word& word);

/// Whether `text` in double quotes is read back as it is.
bool is_plain(std::string_view text);

/// One more address, peer or tracked thing; false when there are too many.
bool count_entry(Context& context, const Position& at);

/// "1 s", "0.25 s".
std::string in_seconds(Duration duration);

}  // namespace vrrpspec::impl
