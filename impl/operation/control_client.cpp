#include "impl/operation/control_client.hpp"

#include <fmt/format.h>
#include <poll.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <cstring>

#include "impl/operation/local_listener.hpp"

namespace vrrpspec::impl {
namespace {

constexpr std::string_view refusal = "error: ";

/// A request fits the empty buffer of a socket, so that sending never has to wait.
bool send_line(int socket, std::string line) {
  line += '\n';
  return ::send(socket, line.data(), line.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(line.size());
}

}  // namespace

std::expected<std::string, Error> ask_daemon(const std::filesystem::path& socket, std::string_view request,
                                             std::chrono::milliseconds patience) {
  const auto failure = [&socket](std::string_view what) {
    return std::unexpected{Error{fmt::format("{}: {}", socket.native(), what)}};
  };
  const auto connection = connect_local(socket);
  if (!connection) return std::unexpected{connection.error()};
  if (!send_line(connection->number(), std::string{request})) return failure("the daemon does not read");

  std::string answer;
  std::array<char, 4096> part{};
  while (true) {
    pollfd waiting{connection->number(), POLLIN, 0};
    const int ready = ::poll(&waiting, 1, static_cast<int>(patience.count()));
    if (ready < 0 && errno == EINTR) continue;
    if (ready <= 0) return failure("the daemon does not answer");
    const ssize_t count = ::recv(connection->number(), part.data(), part.size(), 0);
    if (count < 0) return failure(std::strerror(errno));
    if (count == 0) break;
    answer.append(part.data(), static_cast<std::size_t>(count));
  }
  if (!answer.ends_with('\n')) return failure("the daemon broke off its answer");
  if (answer.starts_with(refusal)) return failure(answer.substr(refusal.size(), answer.size() - refusal.size() - 1));
  return answer;
}

}  // namespace vrrpspec::impl
