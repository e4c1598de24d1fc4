#include "harness/report/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>

#include "harness/report/run_info.hpp"

namespace vrrpspec::harness {
namespace {

std::string_view colour_code(Verdict verdict) {
  switch (verdict) {
    case Verdict::pass:
      return "\x1b[32m";
    case Verdict::fail:
      return "\x1b[1;31m";
    case Verdict::inconclusive:
      return "\x1b[33m";
    case Verdict::not_applicable:
      return "\x1b[2m";
    case Verdict::error:
      return "\x1b[1;35m";
  }
  return {};
}

unsigned char octet_at(std::string_view text, std::size_t index) {
  return static_cast<unsigned char>(text[index]);
}

/// The length of the well-formed UTF-8 character that the text starts with; 0 when there is none (RFC 3629).
std::size_t utf8_length(std::string_view text) {
  const unsigned char lead = octet_at(text, 0);
  if (lead < 0x80) return 1;
  const std::size_t length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
  if (lead < 0xc2 || lead > 0xf4 || text.size() < length) return 0;
  for (std::size_t i = 1; i < length; ++i) {
    if ((octet_at(text, i) & 0xc0) != 0x80) return 0;
  }
  const unsigned char second = octet_at(text, 1);
  const bool overlong = (lead == 0xe0 && second < 0xa0) || (lead == 0xf0 && second < 0x90);
  const bool surrogate = lead == 0xed && second > 0x9f;
  const bool beyond = lead == 0xf4 && second > 0x8f;
  return overlong || surrogate || beyond ? 0 : length;
}

bool is_control(unsigned char octet) {
  return (octet < 0x20 && octet != '\n' && octet != '\t') || octet == 0x7f;
}

/// U+0080 to U+009F steer a terminal too; U+FFFE and U+FFFF are not allowed in XML.
bool is_unwanted(std::string_view character) {
  if (character.size() == 2) return octet_at(character, 0) == 0xc2 && octet_at(character, 1) < 0xa0;
  return character == "\xef\xbf\xbe" || character == "\xef\xbf\xbf";
}

}  // namespace

std::string seconds(Duration duration, int decimals) {
  return fmt::format("{:.{}f}", std::chrono::duration<double>{duration}.count(), decimals);
}

std::string milliseconds(Duration duration) {
  return fmt::format("{:.1f} ms", std::chrono::duration<double, std::milli>{duration}.count());
}

std::string_view title(Verdict verdict) {
  switch (verdict) {
    case Verdict::pass:
      return "PASS";
    case Verdict::fail:
      return "FAIL";
    case Verdict::inconclusive:
      return "INCONCLUSIVE";
    case Verdict::not_applicable:
      return "NOT APPLICABLE";
    case Verdict::error:
      return "ERROR";
  }
  return {};
}

std::string coloured(Verdict verdict, const TextStyle& style, unsigned columns) {
  const std::string_view word = title(verdict);
  const std::string padding(columns > word.size() ? columns - word.size() : 0, ' ');
  if (!style.colour) return std::string{word} + padding;
  return fmt::format("{}{}\x1b[0m{}", colour_code(verdict), word, padding);
}

unsigned columns(std::string_view text) {
  return static_cast<unsigned>(std::ranges::count_if(text, [](char octet) { return (octet & 0xc0) != 0x80; }));
}

std::vector<std::string> fold(std::string_view text, unsigned width) {
  std::vector<std::string> lines{""};
  std::size_t at = 0;
  while (at < text.size()) {
    if (text[at] == '\n') {
      lines.emplace_back();
      ++at;
      continue;
    }
    const std::size_t blanks_end = std::min(text.find_first_not_of(' ', at), text.size());
    const std::size_t word_end = std::min(text.find_first_of(" \n", blanks_end), text.size());
    const std::string_view blanks = text.substr(at, blanks_end - at);
    const std::string_view word = text.substr(blanks_end, word_end - blanks_end);
    std::string& line = lines.back();
    if (line.empty() || columns(line) + blanks.size() + columns(word) <= width) {
      line.append(blanks).append(word);
    } else if (!word.empty()) {
      lines.emplace_back(word);
    }
    at = word_end;
  }
  return lines;
}

std::string printable(std::string_view text) {
  std::string result;
  while (!text.empty()) {
    const std::size_t length = utf8_length(text);
    const std::string_view character = text.substr(0, std::max<std::size_t>(length, 1));
    if (length == 0 || is_control(octet_at(text, 0)) || is_unwanted(character)) {
      for (const char octet : character) result += fmt::format("\\x{:02x}", static_cast<unsigned char>(octet));
    } else {
      result.append(character);
    }
    text.remove_prefix(character.size());
  }
  return result;
}

std::string shell_word(std::string_view word) {
  constexpr std::string_view plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./:@%+=,";
  if (!word.empty() && word.find_first_not_of(plain) == std::string_view::npos) return std::string{word};
  std::string quoted{"'"};
  for (const char character : word) quoted += character == '\'' ? std::string{"'\\''"} : std::string(1, character);
  return quoted + "'";
}

std::string clause_mark(ClauseKey key) {
  if (key.series == ClauseSeries::step) return fmt::format("({})", key.number);
  return to_string(key);
}

std::string clause_reference(ClauseKey key) {
  const Clause& row = clause(key);
  if (row.section.empty()) return fmt::format("{} {}", row.document, clause_mark(key));
  return fmt::format("{} §{} {}", row.document, row.section, clause_mark(key));
}

std::string_view clause_words(ClauseKey key) {
  const Clause& row = clause(key);
  return row.quote.empty() ? row.summary : row.quote;
}

std::string_view family_word(Family family) {
  return family == Family::ipv4 ? "ipv4" : "ipv6";
}

std::string repeat_command(const RunInfo& run, const std::string& case_id) {
  std::string command = fmt::format("vrrpspec test {} {} --lab {} --seed {}", shell_word(run.device_argument),
                                    shell_word(case_id), run.lab, run.seed);
  if (run.priority != "auto") command += " --priority " + run.priority;
  if (run.profile != "rfc5798") command += " --profile " + run.profile;
  if (run.family != Family::ipv4) command += fmt::format(" --family {}", family_word(run.family));
  return command;
}

}  // namespace vrrpspec::harness
