#include "harness/cli/select.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <optional>
#include <regex>
#include <set>

#include "harness/cli/complain.hpp"
#include "harness/report/summary.hpp"
#include "harness/text/stable_hash.hpp"

namespace vrrpspec::cli {
namespace {

using harness::Case;
using harness::Error;
using harness::Weight;

struct Tag {
  std::string_view name;
  bool (*holds)(const Case&);
};

constexpr Tag tags[] = {
    {"@must", [](const Case& c) { return harness::weight(c.level) == Weight::must; }},
    {"@should", [](const Case& c) { return harness::weight(c.level) == Weight::should; }},
    {"@may", [](const Case& c) { return harness::weight(c.level) == Weight::may; }},
    {"@v4", [](const Case& c) { return c.protocols.v3_ipv4 || c.protocols.v2; }},
    {"@v6", [](const Case& c) { return c.protocols.v3_ipv6; }},
    {"@vrrpv2", [](const Case& c) { return c.protocols.v2; }},
    {"@vrrpv3", [](const Case& c) { return c.protocols.v3_ipv4 || c.protocols.v3_ipv6; }},
    {"@owner", [](const Case& c) { return c.needs.owner; }},
    {"@preempt-off", [](const Case& c) { return c.needs.preempt_off; }},
    {"@accept-mode", [](const Case& c) { return c.needs.accept_mode; }},
};

const Tag* find_tag(std::string_view word) {
  const Tag* found = std::ranges::find(tags, word, &Tag::name);
  return found == std::end(tags) ? nullptr : found;
}

/// An id, or its beginning up to a '/' or '-'.
bool begins(std::string_view id, std::string_view word) {
  if (word.empty() || !id.starts_with(word)) return false;
  return id.size() == word.size() || word.ends_with('/') || id[word.size()] == '/' || id[word.size()] == '-';
}

bool names(std::string_view word, const Case& c) {
  if (const auto key = parse_clause_key(word)) return harness::claims(c, *key);
  return is_section_of(word, harness::section_of(c.id)) || begins(c.id, word);
}

bool matches(std::string_view word, const Case& c) {
  if (const Tag* tag = find_tag(word)) return tag->holds(c);
  return names(word, c);
}

struct Word {
  std::string_view text;  ///< without the '!'
  bool negative;
};

Word read_word(std::string_view word) {
  if (word.starts_with('!')) return {word.substr(1), true};
  return {word, false};
}

bool is_tag(const Word& word) {
  return word.text.starts_with('@');
}

std::optional<Error> wrong_word(std::span<const Case> all, std::string_view word) {
  if (is_selector(all, word)) return std::nullopt;
  if (const auto key = parse_clause_key(word)) {
    return Error{fmt::format("no case claims clause {}{}", word, nearest_of(word, known_selectors(all)))};
  }
  const std::string_view kind = word.starts_with('@') ? "no tag is called" : "no case, clause or section is called";
  return Error{fmt::format("{} '{}'{}", kind, word, nearest_of(word, known_selectors(all)))};
}

bool is_chosen(const Case& c, const std::vector<Word>& words) {
  bool any_name = false;
  bool named = false;
  for (const Word& word : words) {
    const bool match = matches(word.text, c);
    if (word.negative) {
      if (match) return false;
    } else if (is_tag(word)) {
      if (!match) return false;
    } else {
      any_name = true;
      named = named || match;
    }
  }
  return named || !any_name;
}

std::expected<std::regex, Error> read_filter(const std::string& filter) {
  try {
    return std::regex{filter, std::regex::ECMAScript};
  } catch (const std::regex_error& error) {
    return std::unexpected{Error{fmt::format("--filter {}: not a regular expression: {}", filter, error.what())}};
  }
}

}  // namespace

bool is_section_of(std::string_view word, std::string_view section) {
  return section == word || (section.starts_with(word) && section[word.size()] == '.');
}

std::optional<Shard> parse_shard(const std::string& text) {
  Shard shard;
  const char* const end = text.data() + text.size();
  const auto [slash, index_error] = std::from_chars(text.data(), end, shard.index);
  if (index_error != std::errc{} || slash == end || *slash != '/') return std::nullopt;
  const auto [rest, count_error] = std::from_chars(slash + 1, end, shard.count);
  if (count_error != std::errc{} || rest != end) return std::nullopt;
  if (shard.index < 1 || shard.index > shard.count) return std::nullopt;
  return shard;
}

bool is_selector(std::span<const Case> all, std::string_view word) {
  const Word read = read_word(word);
  if (is_tag(read)) return find_tag(read.text) != nullptr;
  return std::ranges::any_of(all, [&read](const Case& c) { return names(read.text, c); });
}

std::vector<std::string> known_selectors(std::span<const Case> all) {
  std::set<std::string> sections;
  std::set<ClauseKey> keys;
  std::vector<std::string> known;
  for (const Case& c : all) {
    sections.emplace(harness::section_of(c.id));
    for (const harness::Protocol protocol : harness::all_protocols) {
      if (!c.protocols.contains(protocol)) continue;
      for (const ClauseKey key : harness::clauses_in(c, protocol)) keys.insert(key);
    }
  }
  known.assign(sections.begin(), sections.end());
  for (const ClauseKey key : keys) known.push_back(to_string(key));
  for (const Case& c : all) known.emplace_back(c.id);
  for (const Tag& tag : tags) known.emplace_back(tag.name);
  return known;
}

std::expected<std::vector<const Case*>, Error> select_cases(std::span<const Case> all, const SelectOptions& options) {
  std::vector<Word> words;
  for (const std::string& word : options.words) {
    words.push_back(read_word(word));
    if (auto error = wrong_word(all, words.back().text)) return std::unexpected{*error};
  }
  const auto filter = read_filter(options.filter);
  if (!filter) return std::unexpected{filter.error()};

  std::vector<const Case*> chosen;
  for (const Case& c : all) {
    if (!is_chosen(c, words)) continue;
    if (!std::regex_search(c.id.begin(), c.id.end(), *filter)) continue;
    // A case stays in its part whatever else is added.
    if (options.shard && harness::stable_hash(c.id) % options.shard->count != options.shard->index - 1) continue;
    chosen.push_back(&c);
  }
  return chosen;
}

}  // namespace vrrpspec::cli
