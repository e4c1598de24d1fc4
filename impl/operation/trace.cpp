#include "impl/operation/trace.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <boost/json.hpp>
#include <cerrno>
#include <cstring>
#include <utility>

#include "impl/operation/json_text.hpp"
#include "impl/operation/trace_json.hpp"
#include "impl/operation/wall_text.hpp"

namespace vrrpspec::impl {
namespace {

namespace json = boost::json;

constexpr int trace_format = 1;

/// All nine places: a double would not keep them for ever.
std::string time_text(Instant at) {
  const auto count = at.time_since_epoch().count();
  return fmt::format("{}.{:09}", count / std::nano::den, count % std::nano::den);
}

std::string hex(std::span<const std::uint8_t> octets) {
  std::string text;
  text.reserve(2 * octets.size());
  for (const std::uint8_t octet : octets) text += fmt::format("{:02x}", octet);
  return text;
}

/// `what` names the one member that tells the kinds of lines apart.
std::string line(std::string_view router, Instant at, std::string_view what, const json::object& value) {
  return fmt::format("{{\"t\":{},\"router\":{},\"{}\":{}}}\n", time_text(at), json_string(router), what,
                     json_text(value));
}

json::object message_json(const wire::IpHeader& header, std::span<const std::uint8_t> message) {
  return {{"source", to_string(header.source)},
          {"destination", to_string(header.destination)},
          {"ttl", header.ttl},
          {"message", hex(message)}};
}

}  // namespace

std::expected<Trace, Error> Trace::open(const std::filesystem::path& file, std::string_view version, Instant now,
                                        WallTime wall, std::function<void(const Error&)> on_error) {
  constexpr mode_t mode = S_IRUSR | S_IWUSR | S_IRGRP;
  // A pipe whose reader is slow loses lines; it does not hold up the daemon.
  Descriptor opened{::open(file.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NONBLOCK, mode)};
  if (!opened) {
    return std::unexpected{Error{fmt::format("{}: cannot write the trace: {}", file.native(), std::strerror(errno))}};
  }
  Trace trace{std::move(opened), std::move(on_error)};
  trace.write(fmt::format("{{\"t\":{},\"trace\":{},\"program\":\"vrrpspecd\",\"version\":{},\"time\":\"{}\"}}\n",
                          time_text(now), trace_format, json_string(version), rfc3339(wall)),
              now);
  return trace;
}

Trace::Trace(Descriptor file, std::function<void(const Error&)> on_error)
    : file_{std::move(file)}, on_error_{std::move(on_error)} {}

void Trace::step(std::string_view router, const Event& event, const Actions& actions, Instant at) {
  std::string lines = line(router, at, "event", event_json(event));
  for (const Action& action : actions) lines += line(router, at, "action", action_json(action));
  write(lines, at);
}

void Trace::message_received(std::string_view router, const wire::IpHeader& header,
                             std::span<const std::uint8_t> message, Instant at) {
  write(line(router, at, "received", message_json(header, message)), at);
}

void Trace::message_sent(std::string_view router, const wire::IpHeader& header, std::span<const std::uint8_t> message,
                         Instant at) {
  write(line(router, at, "sent", message_json(header, message)), at);
}

void Trace::frame_received(std::string_view router, std::span<const std::uint8_t> frame, Instant at) {
  write(line(router, at, "received", {{"frame", hex(frame)}}), at);
}

void Trace::frame_sent(std::string_view router, std::span<const std::uint8_t> frame, Instant at) {
  write(line(router, at, "sent", {{"frame", hex(frame)}}), at);
}

void Trace::write(std::string_view lines, Instant at) {
  const bool losing = lost_ != 0;
  const std::string report =
      losing ? fmt::format("{}{{\"t\":{},\"lost\":{}}}\n", cut_ ? "\n" : "", time_text(at), lost_) : "";
  const std::string text = report + std::string{lines};
  const ssize_t written = ::write(file_.number(), text.data(), text.size());
  const std::size_t taken = written < 0 ? 0 : static_cast<std::size_t>(written);
  if (taken >= report.size()) lost_ = 0;
  if (taken > 0) cut_ = text[taken - 1] != '\n';
  if (taken == text.size()) return;
  if (!losing) on_error_(Error{fmt::format("the trace loses lines: {}", written < 0 ? std::strerror(errno) : "full")});
  const std::string_view left = std::string_view{text}.substr(std::max(taken, report.size()));
  lost_ += static_cast<std::uint64_t>(std::ranges::count(left, '\n'));
}

}  // namespace vrrpspec::impl
