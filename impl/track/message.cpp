#include "impl/track/message.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <string>
#include <string_view>

namespace vrrpspec::impl {
namespace {

constexpr std::uint8_t tag_run = 1;
constexpr std::uint8_t tag_load = 2;
constexpr std::uint8_t tag_result = 3;
constexpr std::size_t why_longest = 1024;

/// Both ends are one program on one machine: numbers are as the machine has them.
class Writer {
 public:
  explicit Writer(std::uint8_t tag) { number(tag); }

  template <typename Number>
  void number(Number value) {
    const auto octets = std::bit_cast<std::array<std::uint8_t, sizeof value>>(value);
    message_.insert(message_.end(), octets.begin(), octets.end());
  }
  void text(std::string_view text) {
    number(static_cast<std::uint32_t>(text.size()));
    message_.insert(message_.end(), text.begin(), text.end());
    has_nul_ = has_nul_ || text.contains('\0');
  }
  void texts(const std::vector<std::string>& texts) {
    number(static_cast<std::uint32_t>(texts.size()));
    for (const std::string& one : texts) text(one);
  }
  void text_or_none(const std::optional<std::string>& value) {
    number(static_cast<std::uint8_t>(value ? 1 : 0));
    if (value) text(*value);
  }
  [[nodiscard]] bool is_sendable() const { return !has_nul_ && message_.size() <= message_longest; }
  Message take() { return std::move(message_); }

 private:
  Message message_;
  bool has_nul_{false};
};

/// After anything that is not there or not as it should be, is_at_end() is never true, and what was read means nothing.
class Reader {
 public:
  explicit Reader(std::span<const std::uint8_t> message) : rest_{message} {}

  template <typename Number>
  Number number() {
    std::array<std::uint8_t, sizeof(Number)> octets{};
    const auto taken = take(sizeof(Number));
    std::ranges::copy(taken, octets.begin());
    return std::bit_cast<Number>(octets);
  }
  std::string text() {
    const auto taken = take(number<std::uint32_t>());
    std::string text{taken.begin(), taken.end()};
    if (text.contains('\0')) good_ = false;
    return text;
  }
  std::vector<std::string> texts() {
    std::vector<std::string> texts;
    // Each text takes octets of the message, so that a count that lies ends with it.
    for (auto left = number<std::uint32_t>(); left > 0 && good_; --left) texts.push_back(text());
    return texts;
  }
  std::optional<std::string> text_or_none() { return flag() ? std::optional{text()} : std::nullopt; }
  bool flag() {
    const auto value = number<std::uint8_t>();
    if (value > 1) good_ = false;
    return value == 1;
  }
  [[nodiscard]] bool is_at_end() const { return good_ && rest_.empty(); }

 private:
  std::span<const std::uint8_t> take(std::size_t count) {
    if (count > rest_.size()) {
      good_ = false;
      rest_ = {};
      return {};
    }
    const auto taken = rest_.first(count);
    rest_ = rest_.subspan(count);
    return taken;
  }

  std::span<const std::uint8_t> rest_;
  bool good_{true};
};

std::optional<ToRunner> read_run(Reader& reader) {
  RunRequest request;
  request.ticket = reader.number<std::uint32_t>();
  request.command.argv = reader.texts();
  request.command.user = reader.text_or_none();
  request.command.group = reader.text_or_none();
  request.arguments = reader.texts();
  request.timeout = Duration{reader.number<std::int64_t>()};
  request.is_notification = reader.flag();
  if (!reader.is_at_end()) return std::nullopt;
  return request;
}

}  // namespace

std::optional<Message> encode(const RunRequest& request) {
  Writer writer{tag_run};
  writer.number(request.ticket);
  writer.texts(request.command.argv);
  writer.text_or_none(request.command.user);
  writer.text_or_none(request.command.group);
  writer.texts(request.arguments);
  writer.number(std::int64_t{request.timeout.count()});
  writer.number(static_cast<std::uint8_t>(request.is_notification ? 1 : 0));
  if (!writer.is_sendable()) return std::nullopt;
  return writer.take();
}

Message encode(LoadRequest /*request*/) {
  return Writer{tag_load}.take();
}

Message encode(const RunResult& result) {
  Writer writer{tag_result};
  writer.number(result.ticket);
  writer.number(std::int32_t{result.status});
  writer.number(static_cast<std::uint8_t>(result.timed_out ? 1 : 0));
  writer.text(std::string_view{result.why}.substr(0, why_longest));
  return writer.take();
}

std::optional<ToRunner> decode_request(std::span<const std::uint8_t> message) {
  Reader reader{message};
  const auto tag = reader.number<std::uint8_t>();
  if (tag == tag_run) return read_run(reader);
  if (tag == tag_load && reader.is_at_end()) return LoadRequest{};
  return std::nullopt;
}

std::optional<RunResult> decode_result(std::span<const std::uint8_t> message) {
  Reader reader{message};
  if (reader.number<std::uint8_t>() != tag_result) return std::nullopt;
  RunResult result;
  result.ticket = reader.number<std::uint32_t>();
  result.status = reader.number<std::int32_t>();
  result.timed_out = reader.flag();
  result.why = reader.text();
  if (!reader.is_at_end()) return std::nullopt;
  return result;
}

}  // namespace vrrpspec::impl
