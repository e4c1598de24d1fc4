// Tables of keywords, and the walk over the statements of a block by such a table: shape, number of arguments,
// repetition and unknown words are the same everywhere.
#pragma once

#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "impl/config/context.hpp"

namespace vrrpspec::impl {

enum class Shape : std::uint8_t {
  line,     ///< words, no block
  command,  ///< words with shell quotes, no block
  block,    ///< words and a block
  skipped,  ///< not done here: passed over as a whole, with a warning
  noted,    ///< the same with a note: nothing is lost
};

/// What a table says besides the handler.
struct KeywordForm {
  std::string_view name;
  Shape shape{Shape::line};
  std::size_t least{0};  ///< arguments
  std::size_t most{0};
  std::string_view why{};  ///< skipped, noted: what is not done, or why that does not matter
  bool may_repeat{false};  ///< silently: its entries add up
};

template <typename Draft>
struct Keyword {
  KeywordForm form;
  /// The statement and its arguments, without the keyword.
  void (*read)(Context&, Draft&, const Statement&, std::span<const Word>){nullptr};
};

constexpr KeywordForm skipped(std::string_view name, std::string_view why) {
  return {.name = name, .shape = Shape::skipped, .why = why};
}
constexpr KeywordForm noted(std::string_view name, std::string_view why) {
  return {.name = name, .shape = Shape::noted, .why = why};
}
/// Why something is skipped in blocks of more than one kind.
inline constexpr std::string_view no_balancing = "vrrpspecd does no load balancing";
inline constexpr std::string_view no_mail = "vrrpspecd sends no mail";
inline constexpr std::string_view by_profile = "the profile decides: see vrrp_profile";

/// The words of a statement, keyword first; says what is wrong with them.
std::optional<std::vector<Word>> words_of(Context& context, const Statement& statement, Shape shape);

/// Shape and number of arguments; says what is wrong with them. `names`: what else could stand in this block.
std::optional<std::vector<Word>> checked_words(Context& context, const Statement& statement, const KeywordForm& form,
                                               std::span<const std::string_view> names);
/// Whether a statement of that keyword stands in the block, right or wrong.
bool is_written(std::span<const Statement> block, std::string_view keyword);
void say_skipped(Context& context, const Statement& statement, const KeywordForm& form);
void say_unknown(Context& context, const Statement& statement, std::span<const std::string_view> names);
void say_repeated(Context& context, const Statement& statement, const Position& before);

template <typename Draft>
std::vector<std::string_view> names_of(std::span<const Keyword<Draft>> table) {
  std::vector<std::string_view> names;
  for (const Keyword<Draft>& keyword : table) names.push_back(keyword.form.name);
  return names;
}

template <typename Draft>
void read_block(Context& context, std::span<const Keyword<Draft>> table, Draft& draft,
                std::span<const Statement> statements) {
  const std::vector<std::string_view> names = names_of(table);
  std::map<std::string_view, Position> seen;
  for (const Statement& statement : statements) {
    const auto keyword =
        std::ranges::find(table, statement.keyword, [](const Keyword<Draft>& entry) { return entry.form.name; });
    if (keyword == table.end()) {
      say_unknown(context, statement, names);
      continue;
    }
    const KeywordForm& form = keyword->form;
    if (form.shape == Shape::skipped || form.shape == Shape::noted) {
      say_skipped(context, statement, form);
      continue;
    }
    const auto [before, is_first] = seen.try_emplace(form.name, statement.at);
    if (!is_first && !form.may_repeat) say_repeated(context, statement, before->second);
    const auto words = checked_words(context, statement, form, names);
    if (words) keyword->read(context, draft, statement, std::span{*words}.subspan(1));
  }
}

/// The tables, for hints at words in the wrong place.
std::vector<std::string_view> top_keywords();
std::vector<std::string_view> global_keywords();
std::vector<std::string_view> script_keywords();
std::vector<std::string_view> instance_keywords();

}  // namespace vrrpspec::impl
