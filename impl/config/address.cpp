#include <fmt/format.h>

#include <string_view>
#include <utility>

#include "impl/config/instance.hpp"
#include "impl/config/keywords.hpp"

namespace vrrpspec::impl {
namespace {

constexpr std::string_view options_wanted = "ADDRESS[/LENGTH] [dev INTERFACE] [label NAME] is wanted, one a line";

/// `ADDRESS[/LENGTH]`.
std::optional<VirtualAddress> read_prefix(Context& context, const Word& word) {
  const std::size_t slash = word.text.find('/');
  Word text = word;
  text.text = word.text.substr(0, slash);
  const auto address = read_address(context, text);
  if (!address) return std::nullopt;
  const unsigned longest = address->family() == Family::ipv4 ? 32 : 128;
  VirtualAddress result{.address = *address, .prefix_length = longest};
  if (slash == std::string::npos) return result;
  text.text = word.text.substr(slash + 1);
  text.at.column += static_cast<unsigned>(slash + 1);
  const auto length = read_number(context, text, "the length of the prefix", 0, longest);
  if (!length) return std::nullopt;
  result.prefix_length = static_cast<unsigned>(*length);
  return result;
}

bool read_label(Context& context, const Word& word, VirtualAddress& address) {
  auto label = read_interface(context, word);
  if (!label) return false;
  if (address.address.family() == Family::ipv4) {
    address.label = std::move(label);
  } else {
    context.diagnostics.warning(word.at, "label takes no effect: only IPv4 addresses have labels");
  }
  return true;
}

/// Options with a value that are not kept; false for anything else.
bool is_passed_over(Context& context, const Word& option, const Word& value) {
  Diagnostics& diagnostics = context.diagnostics;
  if (option.text == "brd" || option.text == "broadcast") {
    diagnostics.warning(option.at, "brd takes no effect: virtual addresses are set without a broadcast address");
  } else if (option.text == "scope") {
    if (value.text != "global") {
      diagnostics.warning(option.at, "scope takes no effect: the kernel's default for the address is used");
    }
  } else if (option.text == "peer" || option.text == "preferred_lft") {
    diagnostics.warning(option.at, fmt::format("{} takes no effect", option.text));
  } else {
    return false;
  }
  return true;
}

bool is_flag(std::string_view option) {
  return option == "home" || option == "-nodad" || option == "mngtmpaddr" || option == "noprefixroute" ||
         option == "autojoin" || option == "no_track" || option == "no-track" || option == "track_group" ||
         option == "use_vmac";
}

}  // namespace

void read_virtual_address(Context& context, const Statement& line, std::vector<Given<VirtualAddress>>& into) {
  Diagnostics& diagnostics = context.diagnostics;
  const auto words = words_of(context, line, Shape::line);
  if (!words) return;
  if (line.has_block) return diagnostics.error(line.at, "an address takes no block in braces");
  auto address = read_prefix(context, words->front());
  if (!address) return;
  for (std::size_t at = 1; at < words->size(); ++at) {
    const Word& option = (*words)[at];
    if (is_flag(option.text)) {
      diagnostics.warning(option.at, fmt::format("{} takes no effect", option.text));
      continue;
    }
    if (++at == words->size()) {
      return diagnostics.error(option.at, fmt::format("\"{}\" behind an address", option.text),
                               std::string{options_wanted});
    }
    const Word& value = (*words)[at];
    if (option.text == "dev") {
      address->device = read_interface(context, value);
      if (!address->device) return;
    } else if (option.text == "label") {
      if (!read_label(context, value, *address)) return;
    } else if (!is_passed_over(context, option, value)) {
      return diagnostics.error(option.at, fmt::format("\"{}\" behind an address", option.text),
                               std::string{options_wanted});
    }
  }
  if (count_entry(context, line.at)) into.push_back({.value = std::move(*address), .at = line.at});
}

}  // namespace vrrpspec::impl
