#include "impl/operation/log_sink.hpp"

#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>

#include "impl/operation/local_address.hpp"

namespace vrrpspec::impl {
namespace {

/// A pipe that can be written to at all takes PIPE_BUF octets; a line longer than that might wait in it.
constexpr std::size_t longest = 4096;

/// 0 when all of it was taken, else errno.
int send_at_once(int out, std::string_view text) {
  const ssize_t sent = ::send(out, text.data(), text.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
  if (sent < 0) return errno;
  return sent == static_cast<ssize_t>(text.size()) ? 0 : EAGAIN;
}

bool write_at_once(int out, std::string_view text) {
  const int error = send_at_once(out, text);
  if (error != ENOTSOCK) return error == 0;
  pollfd ready{out, POLLOUT, 0};
  if (::poll(&ready, 1, 0) != 1 || (ready.revents & POLLOUT) == 0) return false;
  return ::write(out, text.data(), text.size()) == static_cast<ssize_t>(text.size());
}

}  // namespace

bool LogSink::send_datagram(std::string_view line) {
  const int error = send_at_once(out_.number(), line);
  if (error == 0) return true;
  const bool started_anew = error == ECONNREFUSED || error == ENOTCONN || error == ECONNRESET;
  return started_anew && connect_to(out_.number(), *syslog_) == 0 && send_at_once(out_.number(), line) == 0;
}

void LogSink::sink_it_(const spdlog::details::log_msg& message) {
  spdlog::memory_buf_t line;
  formatter_->format(message, line);
  if (line.size() > longest) {
    line.resize(longest);
    line[longest - 1] = '\n';
  }
  const std::string_view text{line.data(), line.size()};
  took_ = syslog_ ? send_datagram(text.substr(0, text.size() - 1)) : write_at_once(out_.number(), text);
}

}  // namespace vrrpspec::impl
