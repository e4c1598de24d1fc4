#include "impl/config/lexical.hpp"

#include <tao/pegtl.hpp>
#include <utility>

#include "model/assert.hpp"

namespace vrrpspec::impl {
namespace {

namespace grammar {
using namespace tao::pegtl;  // NOLINT(google-build-using-namespace): the rules are the grammar of this file

struct Blank : one<' ', '\t', '\r', '\v', '\f', '\n'> {};
struct Escaped : seq<one<'\\'>, any> {};
/// A quote that is not closed reaches to the end: what follows must not be taken for statements.
struct Quoted : seq<one<'"'>, star<sor<Escaped, not_one<'"'>>>, opt<one<'"'>>> {};
struct Reference : seq<string<'$', '{'>, identifier, one<'}'>> {};

struct Comment : seq<one<'#', '!'>, star<any>> {};
struct EscapedMark : seq<one<'\\'>, at<one<'#', '!'>>> {};
struct Mark : any {};
struct Code : sor<Quoted, Escaped, not_one<'#', '!'>> {};
struct CommentedLine : must<star<Blank>, star<sor<seq<EscapedMark, Mark>, Comment, Code>>, eof> {};

struct Name : identifier {};
struct Value : star<any> {};
struct DefinitionLine : seq<one<'$'>, Name, one<'='>, star<Blank>, Value, eof> {};

struct BracedName : identifier {};
struct BareName : identifier {};
struct Braced : seq<string<'$', '{'>, BracedName, one<'}'>> {};
struct Bare : seq<one<'$'>, BareName, at<sor<Blank, eof>>> {};
struct Literal : plus<not_at<sor<Braced, Bare>>, any> {};
struct ReferencingLine : must<star<sor<Braced, Bare, Literal>>, eof> {};

struct Not : one<'^'> {};
struct Id : plus<not_at<Blank>, any> {};
struct ConditionalLine : seq<one<'@'>, opt<Not>, Id, star<Blank>> {};

struct Open : one<'{'> {};
struct Close : one<'}'> {};
struct Statement : plus<sor<Quoted, Reference, string<'\\', '"'>, not_one<'{', '}'>>> {};
struct BracedLine : must<star<sor<Open, Close, Statement>>, eof> {};

struct QuotedText : star<not_one<'"'>> {};
struct ClosingQuote : one<'"'> {};
struct QuotedWord : if_must<one<'"'>, QuotedText, ClosingQuote> {};
struct PlainWord : plus<not_at<Blank>, not_one<'"'>> {};
struct Words : must<star<Blank>, star<sor<QuotedWord, PlainWord>, star<Blank>>, eof> {};

struct HexCode : seq<one<'x'>, plus<xdigit>> {};
struct OctalCode : seq<odigit, opt<odigit>, opt<odigit>> {};
struct ControlCode : seq<one<'c'>, any> {};
struct LetterCode : any {};
struct Escape : if_must<one<'\\'>, sor<HexCode, OctalCode, ControlCode, LetterCode>> {};
struct Character : any {};
struct ClosingDouble : one<'"'> {};
struct ClosingSingle : one<'\''> {};
struct InDouble : if_must<one<'"'>, star<sor<Escape, seq<not_at<one<'"'>>, Character>>>, ClosingDouble> {};
struct InSingle : if_must<one<'\''>, star<sor<Escape, seq<not_at<one<'\''>>, Character>>>, ClosingSingle> {};
struct Begin : success {};
struct End : success {};
struct CommandWord : seq<not_at<Blank>, not_at<eof>, Begin,
                         plus<sor<Escape, InDouble, InSingle, seq<not_at<Blank>, Character>>>, End> {};
struct Command : must<star<Blank>, star<CommandWord, star<Blank>>, eof> {};
}  // namespace grammar

namespace pegtl = tao::pegtl;

template <typename Rule>
inline constexpr const char* message = nullptr;
template <>
inline constexpr const char* message<grammar::ClosingQuote> = "a double quote is not closed";
template <>
inline constexpr const char* message<grammar::ClosingDouble> = "a double quote is not closed";
template <>
inline constexpr const char* message<grammar::ClosingSingle> = "a single quote is not closed";
template <>
inline constexpr const char*
    message<pegtl::sor<grammar::HexCode, grammar::OctalCode, grammar::ControlCode, grammar::LetterCode>> =
        "nothing follows the backslash";

struct Messages {
  template <typename Rule>
  static constexpr auto message = impl::message<Rule>;
};
template <typename Rule>
using Control = pegtl::must_if<Messages, pegtl::normal, false>::control<Rule>;

template <typename Rule>
struct Action : pegtl::nothing<Rule> {};

/// Where the whole input of a grammar is: actions get offsets from it.
struct Source {
  const Text& text;
  template <typename Input>
  [[nodiscard]] std::size_t offset(const Input& in) const {
    return static_cast<std::size_t>(in.begin() - text.octets().data());
  }
};

struct Commented : Source {
  Text result;
};
template <>
struct Action<grammar::Code> {
  template <typename Input>
  static void apply(const Input& in, Commented& state) {
    state.result.append(state.text, state.offset(in), in.size());
  }
};
template <>
struct Action<grammar::Mark> : Action<grammar::Code> {};

struct Defining : Source {
  Definition result;
};
template <>
struct Action<grammar::Name> {
  template <typename Input>
  static void apply(const Input& in, Defining& state) {
    state.result.name = in.string();
  }
};
template <>
struct Action<grammar::Value> {
  template <typename Input>
  static void apply(const Input& in, Defining& state) {
    state.result.value = state.text.part(state.offset(in), in.size());
  }
};

struct Referencing {
  std::string_view text;
  std::vector<Fragment> fragments;
  std::string name;
  template <typename Input>
  void add(const Input& in, std::optional<std::string> variable) {
    fragments.push_back({.offset = static_cast<std::size_t>(in.begin() - text.data()),
                         .size = in.size(),
                         .variable = std::move(variable)});
  }
};
template <>
struct Action<grammar::Literal> {
  template <typename Input>
  static void apply(const Input& in, Referencing& state) {
    state.add(in, std::nullopt);
  }
};
template <>
struct Action<grammar::BracedName> {
  template <typename Input>
  static void apply(const Input& in, Referencing& state) {
    state.name = in.string();
  }
};
template <>
struct Action<grammar::BareName> : Action<grammar::BracedName> {};
template <>
struct Action<grammar::Braced> {
  template <typename Input>
  static void apply(const Input& in, Referencing& state) {
    state.add(in, state.name);
  }
};
template <>
struct Action<grammar::Bare> : Action<grammar::Braced> {};

template <>
struct Action<grammar::Not> {
  static void apply0(Condition& state) { state.negated = true; }
};
template <>
struct Action<grammar::Id> {
  template <typename Input>
  static void apply(const Input& in, Condition& state) {
    state.id = in.string();
  }
};
template <>
struct Action<grammar::ConditionalLine> {
  template <typename Input>
  static void apply(const Input& in, Condition& state) {
    state.rest = in.size();
  }
};

Text trimmed(const Text& text) {
  constexpr std::string_view blanks = " \t\r\v\f\n";
  const std::string_view octets = text.octets();
  const std::size_t first = octets.find_first_not_of(blanks);
  if (first == std::string_view::npos) return text.emptied();
  return text.part(first, octets.find_last_not_of(blanks) + 1 - first);
}

struct Splitting : Source {
  std::vector<LinePiece> pieces;
  template <typename Input>
  void add(const Input& in, Piece kind) {
    Text piece = trimmed(text.part(offset(in), in.size()));
    if (!piece.empty()) pieces.push_back({.kind = kind, .text = std::move(piece)});
  }
};
template <>
struct Action<grammar::Open> {
  template <typename Input>
  static void apply(const Input& in, Splitting& state) {
    state.add(in, Piece::open);
  }
};
template <>
struct Action<grammar::Close> {
  template <typename Input>
  static void apply(const Input& in, Splitting& state) {
    state.add(in, Piece::close);
  }
};
template <>
struct Action<grammar::Statement> {
  template <typename Input>
  static void apply(const Input& in, Splitting& state) {
    state.add(in, Piece::statement);
  }
};

struct Wording : Source {
  std::vector<Word> words;
  Word word;
  std::size_t word_begin{0};
  std::optional<std::size_t> quote_end{};  ///< of a quote that the word begins with
  template <typename Input>
  void add(const Input& in, bool quoted) {
    words.push_back({.text = in.string(), .at = text.position(offset(in)), .quoted = quoted});
  }
};
template <>
struct Action<grammar::PlainWord> {
  template <typename Input>
  static void apply(const Input& in, Wording& state) {
    state.add(in, false);
  }
};
template <>
struct Action<grammar::QuotedText> {
  template <typename Input>
  static void apply(const Input& in, Wording& state) {
    state.add(in, true);
  }
};
template <>
struct Action<grammar::Begin> {
  template <typename Input>
  static void apply(const Input& in, Wording& state) {
    state.word = {.text = {}, .at = state.text.position(state.offset(in)), .quoted = false};
    state.word_begin = state.offset(in);
    state.quote_end.reset();
  }
};
template <>
struct Action<grammar::InDouble> {
  template <typename Input>
  static void apply(const Input& in, Wording& state) {
    if (state.offset(in) == state.word_begin) {
      state.quote_end = state.offset(in) + in.size();
    } else if (!state.word.glued) {
      state.word.glued = state.text.position(state.quote_end.value_or(state.offset(in)));
    }
  }
};
template <>
struct Action<grammar::InSingle> : Action<grammar::InDouble> {};
template <>
struct Action<grammar::End> {
  template <typename Input>
  static void apply(const Input& in, Wording& state) {
    const bool goes_on = state.quote_end && *state.quote_end != state.offset(in);
    if (goes_on && !state.word.glued) state.word.glued = state.text.position(*state.quote_end);
    state.words.push_back(std::move(state.word));
  }
};
template <>
struct Action<grammar::Character> {
  template <typename Input>
  static void apply(const Input& in, Wording& state) {
    state.word.text += *in.begin();
  }
};
template <>
struct Action<grammar::HexCode> {
  template <typename Input>
  static void apply(const Input& in, Wording& state) {
    unsigned value = 0;
    for (const char digit : in.string_view().substr(1)) {
      const unsigned number = static_cast<unsigned>(digit <= '9' ? digit - '0' : (digit & 0xf) + 9);
      value = (value * 16 + number) & 0xff;
    }
    state.word.text += static_cast<char>(value);
  }
};
template <>
struct Action<grammar::OctalCode> {
  template <typename Input>
  static void apply(const Input& in, Wording& state) {
    unsigned value = 0;
    for (const char digit : in.string_view()) value = (value * 8 + static_cast<unsigned>(digit - '0')) & 0xff;
    state.word.text += static_cast<char>(value);
  }
};
template <>
struct Action<grammar::ControlCode> {
  template <typename Input>
  static void apply(const Input& in, Wording& state) {
    state.word.text += static_cast<char>(in.string_view()[1] & 0x1f);
  }
};
template <>
struct Action<grammar::LetterCode> {
  template <typename Input>
  static void apply(const Input& in, Wording& state) {
    constexpr std::string_view letters = "abEfnrtv";
    constexpr std::string_view meanings = "\a\b\033\f\n\r\t\v";
    const std::size_t found = letters.find(*in.begin());
    state.word.text += found == std::string_view::npos ? *in.begin() : meanings[found];
  }
};

template <typename Rule, typename State>
bool matches(std::string_view octets, State& state) {
  pegtl::memory_input<pegtl::tracking_mode::lazy> in{octets.data(), octets.data() + octets.size(), ""};
  return pegtl::parse<Rule, Action, Control>(in, state);
}

template <typename Rule>
std::expected<std::vector<Word>, LexicalError> split(const Text& statement) {
  Wording state{{statement}, {}, {}, 0, {}};
  try {
    VRRPSPEC_ASSERT(matches<Rule>(statement.octets(), state));
  } catch (const pegtl::parse_error& error) {
    return std::unexpected{
        LexicalError{.at = statement.position(error.positions().front().byte), .what = std::string{error.message()}}};
  }
  return std::move(state.words);
}

}  // namespace

Text without_comment(const Text& line) {
  Commented state{{line}, line.emptied()};
  VRRPSPEC_ASSERT(matches<grammar::CommentedLine>(line.octets(), state));
  return trimmed(state.result);
}

std::optional<Definition> match_definition(const Text& line) {
  Defining state{{line}, {}};
  if (!matches<grammar::DefinitionLine>(line.octets(), state)) return std::nullopt;
  return std::move(state.result);
}

std::vector<Fragment> find_references(std::string_view line) {
  Referencing state{line, {}, {}};
  VRRPSPEC_ASSERT(matches<grammar::ReferencingLine>(line, state));
  return std::move(state.fragments);
}

std::optional<Condition> match_condition(std::string_view line) {
  Condition state;
  if (!matches<grammar::ConditionalLine>(line, state)) return std::nullopt;
  return state;
}

std::vector<LinePiece> split_at_braces(const Text& line) {
  Splitting state{{line}, {}};
  VRRPSPEC_ASSERT(matches<grammar::BracedLine>(line.octets(), state));
  return std::move(state.pieces);
}

std::expected<std::vector<Word>, LexicalError> split_words(const Text& statement) {
  return split<grammar::Words>(statement);
}

std::expected<std::vector<Word>, LexicalError> split_command(const Text& statement) {
  return split<grammar::Command>(statement);
}

}  // namespace vrrpspec::impl
