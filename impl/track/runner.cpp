#include "impl/track/runner.hpp"

#include <fmt/format.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <utility>

#include "impl/track/message.hpp"
#include "impl/track/runner_loop.hpp"

namespace vrrpspec::impl {
namespace {

constexpr int results_at_once = 64;  ///< so that the event loop comes to its timers

Error failure(const char* what) {
  return {fmt::format("cannot start the script runner: {}: {}", what, std::strerror(errno))};
}

}  // namespace

std::expected<ScriptRunner, Error> ScriptRunner::start(const Configuration& configuration, Loader load) {
  std::array<int, 2> ends{};
  if (::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends.data()) != 0) {
    return std::unexpected{failure("socketpair")};
  }
  Descriptor ours{ends[0]};
  Descriptor theirs{ends[1]};
  const pid_t daemon = ::getpid();
  // What is buffered would be written twice otherwise.
  std::fflush(nullptr);
  const pid_t process = ::fork();
  if (process < 0) return std::unexpected{failure("fork")};
  if (process == 0) be_script_runner(std::move(theirs), daemon, configuration, load);
  return ScriptRunner{std::move(ours), process};
}

ScriptRunner::ScriptRunner(Descriptor socket, int pid) : socket_{std::move(socket)}, pid_{pid} {}

ScriptRunner::ScriptRunner(ScriptRunner&& other) noexcept
    : socket_{std::move(other.socket_)}, pid_{std::exchange(other.pid_, 0)} {}

ScriptRunner& ScriptRunner::operator=(ScriptRunner&& other) noexcept {
  if (this != &other) {
    end();
    socket_ = std::move(other.socket_);
    pid_ = std::exchange(other.pid_, 0);
  }
  return *this;
}

ScriptRunner::~ScriptRunner() {
  end();
}

bool ScriptRunner::run(const RunRequest& request) {
  const auto message = encode(request);
  return message && send(*message);
}

bool ScriptRunner::allow_new_configuration() {
  return send(encode(LoadRequest{}));
}

bool ScriptRunner::receive(const std::function<void(const RunResult&)>& on_result) {
  std::array<std::uint8_t, message_longest> buffer;  // NOLINT(cppcoreguidelines-pro-type-member-init)
  for (int taken = 0; taken < results_at_once; ++taken) {
    const auto length = ::recv(socket_.number(), buffer.data(), buffer.size(), MSG_DONTWAIT);
    if (length == 0) return false;
    if (length < 0) return errno == EAGAIN || errno == EINTR;
    const auto result = decode_result(std::span{buffer}.first(static_cast<std::size_t>(length)));
    if (result) on_result(*result);
  }
  return true;
}

bool ScriptRunner::send(const std::vector<std::uint8_t>& message) {
  return ::send(socket_.number(), message.data(), message.size(), MSG_DONTWAIT | MSG_NOSIGNAL) >= 0;
}

/// The runner ends because its socket is closed.
void ScriptRunner::end() {
  socket_ = Descriptor{};
  while (pid_ > 0 && ::waitpid(pid_, nullptr, 0) < 0 && errno == EINTR) {
  }
  pid_ = 0;
}

}  // namespace vrrpspec::impl
