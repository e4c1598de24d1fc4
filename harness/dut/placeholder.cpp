#include "harness/dut/placeholder.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <algorithm>
#include <array>
#include <span>

#include "harness/text/nearest.hpp"

namespace vrrpspec::harness {

namespace {

struct Values {
  const DeviceSettings& settings;
  const LaunchPlace& place;
};

using Word = std::string (*)(const Values&);
/// One of two words, which `{name:first|second}` replaces.
struct Choice {
  bool (*is_first)(const Values&);
  std::string_view first;
  std::string_view second;
};
/// The addresses, separated by commas or by what follows in `{name:separator}`.
struct Addresses {
  bool with_prefix_length;
};

/// Seconds, with as many decimals as it takes: 1, 0.5, 0.07.
std::string seconds(Centiseconds interval) {
  std::string text = fmt::format("{}.{:02}", interval.count() / 100, interval.count() % 100);
  while (text.ends_with('0')) text.pop_back();
  if (text.ends_with('.')) text.pop_back();
  return text;
}

}  // namespace

struct Placeholder {
  std::string_view name;
  std::variant<Word, Choice, Addresses> value;
};

namespace {

const std::array placeholders{
    Placeholder{"interface", Word{[](const Values& v) { return v.place.interface; }}},
    Placeholder{"dir", Word{[](const Values& v) { return v.place.directory.string(); }}},
    Placeholder{"vrid", Word{[](const Values& v) { return fmt::to_string(v.settings.parameters.vrid.number()); }}},
    Placeholder{"priority",
                Word{[](const Values& v) { return fmt::to_string(v.settings.parameters.priority.value()); }}},
    Placeholder{"interval_cs", Word{[](const Values& v) {
                  return fmt::to_string(v.settings.parameters.advertisement_interval.count());
                }}},
    Placeholder{"interval_ms", Word{[](const Values& v) {
                  return fmt::to_string(10U * v.settings.parameters.advertisement_interval.count());
                }}},
    Placeholder{"interval_s",
                Word{[](const Values& v) { return seconds(v.settings.parameters.advertisement_interval); }}},
    Placeholder{"primary", Word{[](const Values& v) { return to_string(v.settings.parameters.primary_address); }}},
    Placeholder{"prefix_length", Word{[](const Values& v) { return fmt::to_string(v.settings.prefix_length); }}},
    Placeholder{"version", Choice{[](const Values& v) { return v.settings.version == Version::v2; }, "2", "3"}},
    Placeholder{"family",
                Choice{[](const Values& v) { return v.settings.parameters.family == Family::ipv4; }, "ipv4", "ipv6"}},
    Placeholder{"owner", Choice{[](const Values& v) { return v.settings.parameters.is_owner(); }, "true", "false"}},
    Placeholder{"preempt", Choice{[](const Values& v) { return v.settings.parameters.preempt_mode; }, "true", "false"}},
    Placeholder{"accept_mode",
                Choice{[](const Values& v) { return v.settings.parameters.accept_mode; }, "true", "false"}},
    Placeholder{"addresses", Addresses{.with_prefix_length = true}},
    Placeholder{"bare_addresses", Addresses{.with_prefix_length = false}},
};

std::string unknown(std::string_view name) {
  std::vector<std::string> known;
  for (const Placeholder& placeholder : placeholders) known.emplace_back(placeholder.name);
  const auto meant = did_you_mean(name, known);
  return fmt::format("{{{}}} is no placeholder; {}known are {}; a literal brace is written {{{{ or }}}}", name,
                     meant ? fmt::format("did you mean {{{}}}? ", *meant) : "", fmt::join(known, ", "));
}

/// Splits the text after the colon as the placeholder wants it.
std::expected<std::vector<std::string>, std::string> arguments_of(const Placeholder& placeholder,
                                                                  std::string_view argument) {
  if (std::holds_alternative<Addresses>(placeholder.value)) return std::vector{std::string{argument}};
  if (std::holds_alternative<Word>(placeholder.value))
    return std::unexpected{fmt::format("{{{0}}} takes nothing after a colon; write {{{0}}}", placeholder.name)};
  const std::size_t bar = argument.find('|');
  if (bar == std::string_view::npos || argument.find('|', bar + 1) != std::string_view::npos) {
    const Choice& choice = std::get<Choice>(placeholder.value);
    return std::unexpected{
        fmt::format("{{{0}:{1}}} is no choice; write {{{0}:A|B}}, with A for {2} and B for {3}, or just {{{0}}}",
                    placeholder.name, argument, choice.first, choice.second)};
  }
  return std::vector{std::string{argument.substr(0, bar)}, std::string{argument.substr(bar + 1)}};
}

std::string joined(const Values& values, bool with_prefix_length, std::string_view separator) {
  std::string text;
  for (const IpAddress& address : values.settings.addresses) {
    if (!text.empty()) text += separator;
    text += to_string(address);
    if (with_prefix_length) text += fmt::format("/{}", values.settings.prefix_length);
  }
  return text;
}

std::string value_of(const Placeholder& placeholder, std::span<const std::string> arguments, const Values& values) {
  if (const Word* word = std::get_if<Word>(&placeholder.value)) return (*word)(values);
  if (const Addresses* addresses = std::get_if<Addresses>(&placeholder.value))
    return joined(values, addresses->with_prefix_length, arguments.empty() ? "," : arguments[0]);
  const Choice& choice = std::get<Choice>(placeholder.value);
  const bool first = choice.is_first(values);
  if (arguments.empty()) return std::string{first ? choice.first : choice.second};
  return arguments[first ? 0 : 1];
}

}  // namespace

std::expected<Template, std::string> Template::parse(std::string_view text) {
  Template result;
  std::string literal;
  const auto problem = [&](std::size_t at, std::string_view what) {
    const auto line = 1 + std::ranges::count(text.substr(0, at), '\n');
    return std::unexpected{line == 1 ? std::string{what} : fmt::format("line {} of the text: {}", line, what)};
  };
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    if (c != '{' && c != '}') {
      literal += c;
      continue;
    }
    if (at + 1 < text.size() && text[at + 1] == c) {
      literal += c;
      ++at;
      continue;
    }
    if (c == '}') return problem(at, "a } without its {; a literal brace is written }}");
    const std::size_t end = text.find_first_of("{}", at + 1);
    if (end == std::string_view::npos || text[end] == '{')
      return problem(at, "a { without its }; a literal brace is written {{");
    const std::string_view inside = text.substr(at + 1, end - at - 1);
    const std::size_t colon = inside.find(':');
    const std::string_view name = inside.substr(0, colon);
    const auto found = std::ranges::find(placeholders, name, &Placeholder::name);
    if (found == placeholders.end()) return problem(at, unknown(name));
    Use use{.placeholder = &*found, .arguments = {}};
    if (colon != std::string_view::npos) {
      auto arguments = arguments_of(*found, inside.substr(colon + 1));
      if (!arguments) return problem(at, arguments.error());
      use.arguments = *std::move(arguments);
    }
    result.pieces_.emplace_back(std::move(literal));
    literal.clear();
    result.pieces_.emplace_back(std::move(use));
    at = end;
  }
  result.pieces_.emplace_back(std::move(literal));
  return result;
}

std::string Template::render(const DeviceSettings& settings, const LaunchPlace& place) const {
  const Values values{settings, place};
  std::string text;
  for (const auto& piece : pieces_) {
    if (const auto* literal = std::get_if<std::string>(&piece))
      text += *literal;
    else if (const auto* use = std::get_if<Use>(&piece))
      text += value_of(*use->placeholder, use->arguments, values);
  }
  return text;
}

}  // namespace vrrpspec::harness
