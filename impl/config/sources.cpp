#include "impl/config/sources.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "impl/config/lexical.hpp"
#include "impl/config/limits.hpp"
#include "impl/config/tree.hpp"
#include "impl/config/variables.hpp"

namespace vrrpspec::impl {
namespace {

class Reader {
 public:
  Reader(const Environment& environment, Diagnostics& diagnostics)
      : environment_{environment}, diagnostics_{diagnostics}, variables_{diagnostics}, tree_{diagnostics} {}

  void read_file(std::string_view text, const std::filesystem::path& file);
  std::vector<Statement> finish() { return tree_.finish(); }

 private:
  void read_line(const Text& line);
  void read_logical_line(const Text& line);
  bool is_for_this_machine(Text& line);
  void include(const Text& line, std::string_view keyword);
  void include_file(const std::filesystem::path& file, const Position& at);
  void stop(const Position& at, std::string what);

  const Environment& environment_;
  Diagnostics& diagnostics_;
  Variables variables_;
  TreeBuilder tree_;
  std::vector<std::filesystem::path> open_files_;
  std::size_t octets_{0};
  std::size_t expanded_octets_{0};
  std::size_t files_{0};
  unsigned order_{0};
  bool stopped_{false};
};

void Reader::stop(const Position& at, std::string what) {
  if (!stopped_) diagnostics_.error(at, std::move(what), "nothing behind this place was read");
  stopped_ = true;
}

bool is_text(std::string_view line) {
  return std::ranges::all_of(line, [](char octet) {
    const auto value = static_cast<unsigned char>(octet);
    return value >= 0x20 ? value != 0x7f : (value >= '\t' && value <= '\r');
  });
}

void Reader::read_file(std::string_view text, const std::filesystem::path& file) {
  constexpr std::string_view byte_order_mark = "\xef\xbb\xbf";
  open_files_.push_back(file);
  ++files_;
  Position at{.file = diagnostics_.add_file(file.string()), .order = order_};
  octets_ += text.size();
  if (octets_ > limits::text) stop(at, fmt::format("more than {} octets of text", limits::text));
  if (text.starts_with(byte_order_mark)) text.remove_prefix(byte_order_mark.size());
  for (at.line = 1; !stopped_ && !text.empty(); ++at.line) {
    at.order = ++order_;
    const std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(text.size(), line.size() + 1));
    if (line.size() > limits::line) {
      stop(at, fmt::format("a line of more than {} octets", limits::line));
    } else if (!is_text(line)) {
      stop(at, "an octet that is not text: a control character");
    } else {
      read_line(without_comment(Text{std::string{line}, at}));
    }
  }
  variables_.end_definition();
  open_files_.pop_back();
}

void Reader::read_line(const Text& line) {
  if (variables_.continues()) {
    variables_.continue_definition(line);
    return;
  }
  Text rest = line;
  if (!is_for_this_machine(rest)) return;
  if (const auto definition = match_definition(rest)) {
    variables_.define(*definition, rest.position(0));
    return;
  }
  const std::filesystem::path folder = open_files_.back().parent_path();
  const Text expanded = variables_.expand(rest, folder.empty() ? "." : folder.string());
  expanded_octets_ += expanded.octets().size();
  if (expanded_octets_ > limits::text)
    return stop(line.position(0), fmt::format("more than {} octets of text", limits::text));
  for (std::size_t begin = 0; begin <= expanded.octets().size() && !stopped_;) {
    const std::size_t end = std::min(expanded.octets().find('\n', begin), expanded.octets().size());
    read_logical_line(expanded.part(begin, end - begin));
    begin = end + 1;
  }
}

bool Reader::is_for_this_machine(Text& line) {
  const auto condition = match_condition(line.octets());
  if (!condition) return true;
  line = line.part(condition->rest, line.octets().size() - condition->rest);
  return (condition->id == environment_.id()) != condition->negated;
}

void Reader::read_logical_line(const Text& line) {
  for (LinePiece& piece : split_at_braces(line)) {
    const std::string_view octets = piece.text.octets();
    const Position at = piece.text.position(0);
    if (piece.kind == Piece::statement) {
      const std::string_view keyword = octets.substr(0, octets.find_first_of(" \t\r\v\f"));
      if (keyword == "include" || (keyword.size() == 8 && keyword.starts_with("include"))) {
        include(piece.text, keyword);
      } else if (octets.starts_with("~SEQ") || octets.starts_with("~LST")) {
        diagnostics_.error(at, "lines are not repeated by ~SEQ or ~LST", "write the lines out");
      } else if (!tree_.add(std::move(piece.text))) {
        stop(at, fmt::format("more than {} statements", limits::statements));
      }
    } else if (piece.kind == Piece::open ? !tree_.open(at) : !tree_.close(at)) {
      stop(at, fmt::format("blocks nested deeper than {}", limits::nesting));
    }
    if (stopped_) return;
  }
}

void Reader::include(const Text& line, std::string_view keyword) {
  const Position at = line.position(0);
  if (keyword.size() == 8 && std::string_view{"rmwba"}.find(keyword.back()) == std::string_view::npos) {
    diagnostics_.error(at, fmt::format("unknown keyword \"{}\"", keyword), "did you mean \"include\"?");
    return;
  }
  const auto words = split_words(line);
  if (!words) return diagnostics_.error(words.error().at, words.error().what);
  if (words->size() != 2) return diagnostics_.error(at, "include takes the name of one file");
  const std::string& pattern = (*words)[1].text;
  if (std::ranges::count(pattern, '*') > 4 || pattern.find('\0') != std::string::npos) {
    return diagnostics_.error(at, "a pattern with more than four asterisks");
  }
  const std::filesystem::path folder = open_files_.back().parent_path();
  const auto files = environment_.match(folder / pattern);
  const bool is_pattern = pattern.find_first_of("*?[{") != std::string::npos;
  if (files.empty() && is_pattern) {
    diagnostics_.warning(at, fmt::format("no file is named like \"{}\"", (folder / pattern).string()),
                         "nothing is included here");
  } else if (files.empty()) {
    diagnostics_.error(at, fmt::format("there is no file \"{}\"", (folder / pattern).string()),
                       "names are relative to the file that includes");
  }
  for (const auto& file : files) {
    if (!stopped_) include_file(file, at);
  }
}

void Reader::include_file(const std::filesystem::path& file, const Position& at) {
  const auto same = [&](const auto& open) { return environment_.identity(open) == environment_.identity(file); };
  if (std::ranges::any_of(open_files_, same)) {
    return diagnostics_.error(at, fmt::format("\"{}\" includes itself", file.string()));
  }
  if (open_files_.size() > limits::includes) {
    return stop(at, fmt::format("files included deeper than {}", limits::includes));
  }
  if (files_ >= limits::files) return stop(at, fmt::format("more than {} files", limits::files));
  const auto text = environment_.read(file);
  if (!text) return diagnostics_.error(at, fmt::format("\"{}\" cannot be read: {}", file.string(), text.error()));
  read_file(*text, file);
}

}  // namespace

std::vector<Statement> read_statements(std::string_view text, const std::filesystem::path& file,
                                       const Environment& environment, Diagnostics& diagnostics) {
  Reader reader{environment, diagnostics};
  reader.read_file(text, file);
  return reader.finish();
}

}  // namespace vrrpspec::impl
