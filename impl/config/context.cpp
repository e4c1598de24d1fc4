#include "impl/config/context.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "impl/config/lexical.hpp"
#include "impl/config/limits.hpp"

namespace vrrpspec::impl {

std::optional<std::int64_t> to_number(std::string_view text) {
  const bool has_plus = text.starts_with('+');
  if (has_plus) text.remove_prefix(1);
  if (has_plus && text.starts_with('-')) return std::nullopt;
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return number;
}

std::optional<std::int64_t> read_number(Context& context, const Word& word, std::string_view what, std::int64_t low,
                                        std::int64_t high) {
  const auto number = to_number(word.text);
  if (number && *number >= low && *number <= high) return number;
  context.diagnostics.error(word.at, fmt::format("{} is \"{}\"", what, word.text),
                            fmt::format("a whole number from {} to {} is wanted", low, high));
  return std::nullopt;
}

std::string in_seconds(Duration duration) {
  const auto microseconds = std::chrono::duration_cast<std::chrono::microseconds>(duration).count();
  std::string text = fmt::format("{}.{:06}", microseconds / 1'000'000, microseconds % 1'000'000);
  text.erase(text.find_last_not_of('0') + 1);
  if (text.ends_with('.')) text.pop_back();
  return text;
}

std::optional<Duration> read_seconds(Context& context, const Word& word, std::string_view what, Duration low,
                                     Duration high) {
  constexpr std::size_t places = 6;
  const std::size_t point = word.text.find('.');
  std::string digits = word.text.substr(0, point);
  std::string fraction = point == std::string::npos ? std::string{} : word.text.substr(point + 1);
  const bool is_decimal = fraction.size() <= places &&
                          std::ranges::all_of(fraction, [](char digit) { return digit >= '0' && digit <= '9'; }) &&
                          !(digits.empty() && fraction.empty());
  if (digits.empty()) digits.assign(1, '0');
  fraction.resize(std::max(fraction.size(), places), '0');
  const auto whole = to_number(digits);
  constexpr std::int64_t most = 1'000'000;  // seconds: more than any range here, and far from overflow
  if (is_decimal && whole && *whole >= 0 && *whole <= most && !digits.starts_with('-')) {
    const Duration duration = std::chrono::seconds{*whole} + std::chrono::microseconds{*to_number(fraction)};
    if (duration >= low && duration <= high) return duration;
  }
  context.diagnostics.error(word.at, fmt::format("{} is \"{}\"", what, word.text),
                            fmt::format("seconds from {} to {} are wanted, with at most six decimal places",
                                        in_seconds(low), in_seconds(high)));
  return std::nullopt;
}

std::optional<IpAddress> read_address(Context& context, const Word& word) {
  const auto address = IpAddress::parse(word.text);
  if (!address) {
    context.diagnostics.error(word.at, fmt::format("\"{}\" is not an IP address", word.text),
                              "four decimal numbers, or IPv6 text without a zone, are wanted");
  }
  return address;
}

bool is_plain(std::string_view text) {
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char octet = text[at];
    if (octet < ' ' || octet > '~' || octet == '"') return false;
    if (octet != '$' || at + 1 == text.size()) continue;
    const char next = text[at + 1];
    if (next == '{' || next == '_' || (next >= 'a' && next <= 'z') || (next >= 'A' && next <= 'Z')) return false;
  }
  return !text.empty() && !text.ends_with('\\');
}

std::optional<std::string> read_name(Context& context, const Word& word, std::string_view what) {
  if (word.text.size() <= limits::name && is_plain(word.text)) return word.text;
  context.diagnostics.error(word.at, fmt::format("\"{}\" cannot be the name of {}", word.text, what),
                            fmt::format("1 to {} printable ASCII characters are wanted", limits::name));
  return std::nullopt;
}

std::optional<std::string> read_interface(Context& context, const Word& word) {
  constexpr std::size_t longest = 15;  // IFNAMSIZ with its zero
  const std::string& name = word.text;
  const bool is_name = name.size() <= longest && is_plain(name) && name.find_first_of(" /") == std::string::npos;
  if (is_name && name != "." && name != "..") return name;
  context.diagnostics.error(word.at, fmt::format("\"{}\" cannot be the name of an interface", name),
                            "1 to 15 characters without blanks and slashes are wanted");
  return std::nullopt;
}

std::optional<bool> read_flag(Context& context, std::span<const Word> words) {
  if (words.empty()) return true;
  const std::string& text = words.front().text;
  if (text == "on" || text == "true" || text == "yes") return true;
  if (text == "off" || text == "false" || text == "no") return false;
  context.diagnostics.error(words.front().at, fmt::format("\"{}\" is neither true nor false", text),
                            "on, true, yes or off, false, no are wanted");
  return std::nullopt;
}

std::optional<Command> read_command(Context& context, std::span<const Word> words) {
  Diagnostics& diagnostics = context.diagnostics;
  const Word& line = words.front();
  const auto parts = split_command(Text{line.text, {}});
  if (!parts) {
    diagnostics.error(line.at, fmt::format("in the command, {}", parts.error().what));
    return std::nullopt;
  }
  Command command;
  std::size_t octets = 0;
  for (const Word& part : *parts) {
    command.argv.push_back(part.text);
    octets += part.text.size() + 1;
  }
  context.command_octets += octets;
  const auto has_zero = [](const std::string& text) { return text.find('\0') != std::string::npos; };
  if (command.argv.empty() || command.argv.front().empty()) {
    diagnostics.error(line.at, "no program is named");
  } else if (octets > limits::command || context.command_octets > limits::commands) {
    diagnostics.error(
        line.at,
        fmt::format("more than {} octets of a command, or {} of all commands", limits::command, limits::commands),
        "put it into a script");
  } else if (std::ranges::any_of(command.argv, has_zero)) {
    diagnostics.error(line.at, "an argument of a program has no zero octets");
  } else {
    const auto user = words.size() > 1 ? read_name(context, words[1], "a user") : context.globals.script_user;
    const auto group = words.size() > 2   ? read_name(context, words[2], "a group")
                       : words.size() > 1 ? std::nullopt
                                          : context.globals.script_group;
    command.user = user;
    command.group = group;
    return command;
  }
  return std::nullopt;
}

const Profile* read_profile(Context& context, const Word& word) {
  const Profile* profile = find_profile(word.text);
  if (profile == nullptr) {
    context.diagnostics.error(word.at, fmt::format("there is no profile \"{}\"", word.text),
                              "rfc5798, rfc9568 or rfc3768 is wanted");
  }
  return profile;
}

bool count_entry(Context& context, const Position& at) {
  if (++context.entries <= limits::entries) return true;
  if (context.entries == limits::entries + 1) {
    context.diagnostics.error(at,
                              fmt::format("more than {} addresses, peers and tracked things in all", limits::entries));
  }
  return false;
}

}  // namespace vrrpspec::impl
