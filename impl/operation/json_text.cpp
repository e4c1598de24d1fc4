#include "impl/operation/json_text.hpp"

#include <fmt/format.h>

#include <boost/json.hpp>
#include <cmath>
#include <cstdint>

namespace vrrpspec::impl {
namespace {

namespace json = boost::json;

/// How many octets the character at the beginning of `text` has; 0 when they are no UTF-8.
std::size_t utf8_length(std::string_view text) {
  const auto octet = [text](std::size_t index) { return static_cast<std::uint8_t>(text[index]); };
  const std::uint8_t first = octet(0);
  if (first < 0x80) return 1;
  const std::size_t length = first < 0xc2 ? 0U : first < 0xe0 ? 2U : first < 0xf0 ? 3U : first < 0xf5 ? 4U : 0U;
  if (length == 0 || text.size() < length) return 0;
  for (std::size_t index = 1; index < length; ++index) {
    if ((octet(index) & 0xc0) != 0x80) return 0;
  }
  const std::uint8_t second = octet(1);
  const bool overlong = (first == 0xe0 && second < 0xa0) || (first == 0xf0 && second < 0x90);
  const bool surrogate = first == 0xed && second >= 0xa0;
  const bool beyond = first == 0xf4 && second >= 0x90;
  return overlong || surrogate || beyond ? 0 : length;
}

/// C0, DEL, and C1 in its UTF-8 form: what steers terminals.
bool is_control(std::string_view character) {
  const auto first = static_cast<std::uint8_t>(character[0]);
  return first < 0x20 || first == 0x7f || (first == 0xc2 && static_cast<std::uint8_t>(character[1]) < 0xa0);
}

void write(const json::value& value, std::string& into);

void write_array(const json::array& array, std::string& into) {
  into += '[';
  for (const json::value& item : array) {
    if (&item != &array.front()) into += ',';
    write(item, into);
  }
  into += ']';
}

void write_object(const json::object& object, std::string& into) {
  into += '{';
  for (const auto& [key, item] : object) {
    if (into.back() != '{') into += ',';
    into += json_string({key.data(), key.size()});
    into += ':';
    write(item, into);
  }
  into += '}';
}

void write(const json::value& value, std::string& into) {
  switch (value.kind()) {
    case json::kind::object:
      return write_object(value.get_object(), into);
    case json::kind::array:
      return write_array(value.get_array(), into);
    case json::kind::string:
      into += json_string({value.get_string().data(), value.get_string().size()});
      return;
    case json::kind::double_:
      into += std::isfinite(value.get_double()) ? fmt::format("{}", value.get_double()) : "null";
      return;
    default:
      into += json::serialize(value);
  }
}

}  // namespace

std::string json_text(const json::value& value) {
  std::string text;
  write(value, text);
  return text;
}

std::string json_string(std::string_view text) {
  return json::serialize(json::string{printable(text)});
}

std::string printable(std::string_view text) {
  std::string clean;
  clean.reserve(text.size());
  while (!text.empty()) {
    const std::size_t length = utf8_length(text);
    const std::string_view character = text.substr(0, std::max<std::size_t>(length, 1));
    if (length > 0 && !is_control(character)) {
      clean += character;
    } else {
      for (const char octet : character) clean += fmt::format("\\x{:02x}", static_cast<std::uint8_t>(octet));
    }
    text.remove_prefix(character.size());
  }
  return clean;
}

double seconds(Duration duration) {
  return std::chrono::duration<double>{duration}.count();
}

}  // namespace vrrpspec::impl
