#include "impl/operation/control_socket.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>
#include <set>
#include <tuple>
#include <utility>
#include <vector>

#include "impl/operation/local_listener.hpp"

namespace vrrpspec::impl {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;
using Socket = asio::local::stream_protocol::socket;

/// After a failure to accept, which is one of the whole machine: no descriptor, no memory.
constexpr std::chrono::milliseconds recovery{100};

}  // namespace

/// Holds the listener and knows the sessions; each session holds it.
class ControlSocket::Server : public std::enable_shared_from_this<Server> {
 public:
  Server(asio::io_context& context, LocalListener listener, ControlSocketLimits limits, Handler handler);

  /// Waits for the next client, unless there are enough.
  void accept();
  /// No session reaches the handler after this.
  void close();

 private:
  class Session;
  void on_accept(const error_code& error, Socket socket);
  void leave(Session* session);

  std::optional<LocalListener> listener_;
  ControlSocketLimits limits_;
  Handler handler_;
  asio::local::stream_protocol::acceptor acceptor_;
  asio::steady_timer recovery_;
  std::set<Session*> sessions_;
  bool accepting_{false};
  bool closed_{false};
};

/// One client: a line in, an answer out. Lives as long as something of it is under way.
class ControlSocket::Server::Session : public std::enable_shared_from_this<Session> {
 public:
  Session(std::shared_ptr<Server> server, Socket socket)
      : server_{std::move(server)},
        socket_{std::move(socket)},
        patience_{socket_.get_executor()},
        line_(server_->limits_.line + 1) {}
  ~Session() { server_->leave(this); }
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  void start() {
    patience_.expires_after(server_->limits_.patience);
    patience_.async_wait([weak = weak_from_this()](const error_code& error) {
      if (const auto self = weak.lock(); self && !error) self->close();
    });
    read();
  }
  void close() {
    error_code ignored;
    std::ignore = socket_.close(ignored);
    patience_.cancel();
  }

 private:
  void read() {
    const auto room = asio::buffer(line_.data() + used_, line_.size() - used_);
    socket_.async_read_some(
        room, [self = shared_from_this()](const error_code& error, std::size_t count) { self->on_read(error, count); });
  }
  void on_read(const error_code& error, std::size_t count) {
    if (server_->closed_) return;
    used_ += count;
    const auto end = line_.begin() + static_cast<std::ptrdiff_t>(used_);
    const auto newline = std::find(line_.begin(), end, '\n');
    if (newline != end) return answer({line_.data(), static_cast<std::size_t>(newline - line_.begin())});
    if (error) return close();
    if (used_ < line_.size()) return read();
    send(fmt::format("error: a request has at most {} octets\n", server_->limits_.line));
  }
  void answer(std::string_view request) {
    if (request.ends_with('\r')) request.remove_suffix(1);
    std::string text = server_->handler_(request);
    if (text.size() > server_->limits_.answer) {
      text = fmt::format("error: the answer is longer than {} octets\n", server_->limits_.answer);
    }
    send(std::move(text));
  }
  void send(std::string text) {
    answer_ = std::move(text);
    asio::async_write(socket_, asio::buffer(answer_),
                      [self = shared_from_this()](const error_code&, std::size_t) { self->close(); });
  }

  std::shared_ptr<Server> server_;
  Socket socket_;
  asio::steady_timer patience_;
  std::vector<char> line_;
  std::size_t used_{0};
  std::string answer_;
};

ControlSocket::Server::Server(asio::io_context& context, LocalListener listener, ControlSocketLimits limits,
                              Handler handler)
    : listener_{std::move(listener)},
      limits_{limits},
      handler_{std::move(handler)},
      acceptor_{context},
      recovery_{context} {
  error_code ignored;  // one would show as a failure to accept
  std::ignore = acceptor_.assign(asio::local::stream_protocol{}, listener_->descriptor(), ignored);
}

void ControlSocket::Server::accept() {
  if (closed_ || accepting_ || sessions_.size() >= limits_.clients) return;
  accepting_ = true;
  acceptor_.async_accept([self = shared_from_this()](const error_code& error, Socket socket) {
    self->accepting_ = false;
    if (!self->closed_) self->on_accept(error, std::move(socket));
  });
}

void ControlSocket::Server::on_accept(const error_code& error, Socket socket) {
  if (error) {
    recovery_.expires_after(recovery);
    recovery_.async_wait([self = shared_from_this()](const error_code&) { self->accept(); });
    return;
  }
  const auto session = std::make_shared<Session>(shared_from_this(), std::move(socket));
  sessions_.insert(session.get());
  session->start();
  accept();
}

void ControlSocket::Server::leave(Session* session) {
  sessions_.erase(session);
  accept();
}

void ControlSocket::Server::close() {
  closed_ = true;
  error_code ignored;
  acceptor_.release(ignored);  // the descriptor is the listener's
  listener_.reset();
  recovery_.cancel();
  for (Session* session : sessions_) session->close();
}

ControlSocket::ControlSocket(asio::io_context& context, LocalListener listener, ControlSocketLimits limits,
                             Handler handler)
    : server_{std::make_shared<Server>(context, std::move(listener), limits, std::move(handler))} {
  server_->accept();
}

ControlSocket::ControlSocket(ControlSocket&&) noexcept = default;

ControlSocket& ControlSocket::operator=(ControlSocket&& other) noexcept {
  std::swap(server_, other.server_);
  return *this;
}

ControlSocket::~ControlSocket() {
  if (server_) server_->close();
}

}  // namespace vrrpspec::impl
