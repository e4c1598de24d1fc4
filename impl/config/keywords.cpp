#include "impl/config/keywords.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <numeric>

#include "impl/config/lexical.hpp"
#include "impl/config/limits.hpp"

namespace vrrpspec::impl {
namespace {

/// How many octets must be changed, put in or left out to make one of the other.
std::size_t distance(std::string_view one, std::string_view other) {
  std::vector<std::size_t> row(other.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 0; i < one.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i + 1;
    for (std::size_t j = 0; j < other.size(); ++j) {
      const std::size_t changed = diagonal + (one[i] == other[j] ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = std::min({changed, row[j] + 1, diagonal + 1});
    }
  }
  return row.back();
}

std::optional<std::string_view> like(std::string_view word, std::span<const std::string_view> names) {
  if (word.size() > limits::suggestion) return std::nullopt;
  std::optional<std::string_view> best;
  std::size_t least = std::max<std::size_t>(1, word.size() / 3) + 1;
  for (const std::string_view name : names) {
    if (const std::size_t far = distance(word, name); far < least) {
      least = far;
      best = name;
    }
  }
  return best;
}

bool contains(std::span<const std::string_view> names, std::string_view name) {
  return std::ranges::find(names, name) != names.end();
}

std::string where_it_belongs(std::string_view keyword) {
  if (contains(instance_keywords(), keyword)) return "it belongs into vrrp_instance";
  if (contains(script_keywords(), keyword)) return "it belongs into vrrp_script";
  if (contains(global_keywords(), keyword)) return "it belongs into global_defs";
  if (contains(top_keywords(), keyword)) return "it belongs outside of any block; is a } missing before it?";
  return {};
}

}  // namespace

std::optional<std::vector<Word>> words_of(Context& context, const Statement& statement, Shape shape) {
  Diagnostics& diagnostics = context.diagnostics;
  auto words = shape == Shape::command ? split_command(statement.text) : split_words(statement.text);
  if (!words) {
    diagnostics.error(words.error().at, words.error().what);
    return std::nullopt;
  }
  if (words->empty()) {
    diagnostics.error(statement.at, "a statement without a word");
    return std::nullopt;
  }
  if (shape == Shape::command) {
    const auto glued = std::ranges::find_if(*words, [](const Word& word) { return word.glued.has_value(); });
    if (glued != words->end()) {
      diagnostics.error(*glued->glued, "a quote is glued to a word",
                        "put a blank between them, or the whole command with its arguments into double quotes");
      return std::nullopt;
    }
  }
  const auto& undefined = statement.text.undefined();
  for (const UndefinedVariable& variable : undefined) {
    Position at = statement.at;
    at.column = variable.column;
    if (shape == Shape::command) {
      diagnostics.note(at, fmt::format("${} is not defined here and stays as it is", variable.name));
    } else {
      diagnostics.error(at, fmt::format("${} is not defined", variable.name),
                        fmt::format("write ${}=VALUE on a line before", variable.name));
    }
  }
  if (shape != Shape::command && !undefined.empty()) return std::nullopt;
  return std::move(*words);
}

std::optional<std::vector<Word>> checked_words(Context& context, const Statement& statement, const KeywordForm& form,
                                               std::span<const std::string_view> names) {
  Diagnostics& diagnostics = context.diagnostics;
  const auto words = words_of(context, statement, form.shape);
  if (!words) return std::nullopt;
  if (words->size() - 1 < form.least) {
    diagnostics.error(statement.at, fmt::format("{} lacks an argument", form.name));
    return std::nullopt;
  }
  if (words->size() - 1 > form.most) {
    const Word& surplus = (*words)[form.most + 1];
    diagnostics.error(surplus.at, fmt::format("\"{}\" is too much behind {}", surplus.text, form.name),
                      contains(names, surplus.text)  ? "write one statement on a line"
                      : form.shape == Shape::command ? "put a command with its arguments into double quotes"
                                                     : "keepalived would pass over it in silence");
    return std::nullopt;
  }
  if (statement.has_block != (form.shape == Shape::block)) {
    diagnostics.error(statement.at,
                      fmt::format("{} {}", form.name,
                                  statement.has_block ? "takes no block in braces" : "lacks its block in braces"));
    return std::nullopt;
  }
  return words;
}

bool is_written(std::span<const Statement> block, std::string_view keyword) {
  return std::ranges::find(block, keyword, &Statement::keyword) != block.end();
}

void say_skipped(Context& context, const Statement& statement, const KeywordForm& form) {
  const std::string what =
      fmt::format("{} {}: {}", form.name, statement.has_block ? "is skipped as a whole" : "takes no effect", form.why);
  if (form.shape == Shape::noted) {
    context.diagnostics.note(statement.at, what);
  } else {
    context.diagnostics.warning(statement.at, what);
  }
}

void say_unknown(Context& context, const Statement& statement, std::span<const std::string_view> names) {
  if (statement.keyword == "{" || context.diagnostics.is_full()) return;  // "{": said by the one who met it
  std::string hint = where_it_belongs(statement.keyword);
  if (const auto name = like(statement.keyword, names); hint.empty() && name) {
    hint = fmt::format("did you mean \"{}\"?", *name);
  }
  context.diagnostics.error(statement.at, fmt::format("unknown keyword \"{}\"", statement.keyword), hint);
}

void say_repeated(Context& context, const Statement& statement, const Position& before) {
  context.diagnostics.warning(
      statement.at,
      fmt::format("{} was given before, at {}", statement.keyword, to_string(context.diagnostics.place(before))),
      "the last one counts");
}

}  // namespace vrrpspec::impl
