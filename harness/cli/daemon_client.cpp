#include "harness/cli/daemon_client.hpp"

#include <fmt/format.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

namespace vrrpspec::cli {
namespace {

using harness::Error;

constexpr std::string_view refusal = "error: ";

std::string why_not(int error) {
  switch (error) {
    case ENOENT:
    case ECONNREFUSED:
      return "no vrrpspecd listens here; start it, or name its socket with --socket";
    case EACCES:
      return "this user may not ask; run as root, or as a member of the group that --group of the daemon names";
    default:
      return std::strerror(error);
  }
}

/// Everything until the daemon hangs up.
std::expected<std::string, Error> read_answer(int connection, std::chrono::milliseconds patience) {
  std::string answer;
  std::array<char, 4096> part{};
  while (true) {
    pollfd waiting{connection, POLLIN, 0};
    const int ready = ::poll(&waiting, 1, static_cast<int>(patience.count()));
    if (ready < 0 && errno == EINTR) continue;
    if (ready <= 0) return std::unexpected{Error{"the daemon does not answer"}};
    const ssize_t count = ::recv(connection, part.data(), part.size(), 0);
    if (count < 0) return std::unexpected{Error{std::strerror(errno)}};
    if (count == 0) return answer;
    answer.append(part.data(), static_cast<std::size_t>(count));
  }
}

std::expected<std::string, Error> converse(int connection, const sockaddr_un& address, std::string_view request,
                                           std::chrono::milliseconds patience) {
  const auto* generic = reinterpret_cast<const sockaddr*>(&address);  // what the interface of sockets wants
  if (::connect(connection, generic, sizeof address) != 0) return std::unexpected{Error{why_not(errno)}};
  const std::string line = std::string{request} + "\n";
  if (::send(connection, line.data(), line.size(), MSG_NOSIGNAL) != static_cast<ssize_t>(line.size())) {
    return std::unexpected{Error{"the daemon does not read"}};
  }
  auto answer = read_answer(connection, patience);
  if (!answer) return answer;
  if (!answer->ends_with('\n')) return std::unexpected{Error{"the daemon broke off its answer"}};
  if (!answer->starts_with(refusal)) return answer;
  return std::unexpected{Error{answer->substr(refusal.size(), answer->size() - refusal.size() - 1)}};
}

}  // namespace

std::expected<std::string, Error> ask_daemon(const std::filesystem::path& socket, std::string_view request,
                                             std::chrono::milliseconds patience) {
  const auto failure = [&socket](std::string_view what) {
    return std::unexpected{Error{fmt::format("{}: {}", socket.native(), what)}};
  };
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (socket.native().size() >= sizeof address.sun_path) return failure("the name of a socket is not as long");
  std::ranges::copy(socket.native(), address.sun_path);
  const int connection = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (connection < 0) return failure(std::strerror(errno));
  auto answer = converse(connection, address, request, patience);
  ::close(connection);
  return answer ? answer : failure(answer.error().message);
}

}  // namespace vrrpspec::cli
