#include "impl/operation/service_manager.hpp"

#include <fmt/format.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "impl/descriptor.hpp"
#include "impl/operation/json_text.hpp"

namespace vrrpspec::impl {
namespace {

std::string_view variable(const char* name) {
  const char* const value = std::getenv(name);
  return value == nullptr ? std::string_view{} : std::string_view{value};
}

std::optional<std::uint64_t> number_in(std::string_view text) {
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return number;
}

/// Assignments, one a line, for NOTIFY_SOCKET: a file, or an abstract name that begins with '@'. A failure changes
/// nothing that the daemon does.
void tell(std::string_view state) {
  const std::string_view name = variable("NOTIFY_SOCKET");
  sockaddr_un address{};
  if (name.empty() || name.size() >= sizeof address.sun_path) return;
  address.sun_family = AF_UNIX;
  std::ranges::copy(name, address.sun_path);
  if (name.front() == '@') address.sun_path[0] = '\0';
  const Descriptor socket{::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0)};
  const auto* generic = reinterpret_cast<const sockaddr*>(&address);  // what the interface of sockets wants
  // An abstract name has no octet at its end.
  const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + name.size());
  ::sendto(socket.number(), state.data(), state.size(), MSG_NOSIGNAL, generic, size);
}

}  // namespace

void tell_ready(std::string_view status) {
  tell(fmt::format("READY=1\nSTATUS={}", printable(status)));
}

void tell_reloading(Instant now) {
  const auto microseconds = std::chrono::floor<std::chrono::microseconds>(now.time_since_epoch()).count();
  tell(fmt::format("RELOADING=1\nMONOTONIC_USEC={}", microseconds));
}

void tell_stopping() {
  tell("STOPPING=1");
}

void tell_status(std::string_view status) {
  tell(fmt::format("STATUS={}", printable(status)));
}

void tell_alive() {
  tell("WATCHDOG=1");
}

std::optional<Duration> watchdog_interval() {
  const auto process = variable("WATCHDOG_PID");
  if (!process.empty() && number_in(process) != static_cast<std::uint64_t>(::getpid())) return std::nullopt;
  const auto microseconds = number_in(variable("WATCHDOG_USEC"));
  if (!microseconds || *microseconds == 0) return std::nullopt;
  return std::chrono::microseconds{*microseconds / 2};
}

}  // namespace vrrpspec::impl
