// The control socket: a local stream socket where each client writes one line and reads one answer. Clients are few,
// their lines short, their time limited, and nothing that a client does or leaves undone keeps the event loop waiting.
#pragma once

#include <boost/asio/io_context.hpp>
#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "impl/operation/local_listener.hpp"

namespace vrrpspec::impl {

inline constexpr std::string_view default_control_socket = "/run/vrrpspecd/control.sock";

struct ControlSocketLimits {
  std::size_t clients{8};                    ///< at once; others wait in the kernel's queue
  std::size_t line{256};                     ///< octets of a request without its newline
  std::size_t answer{4 << 20};               ///< octets of an answer
  std::chrono::milliseconds patience{5000};  ///< from the connection of a client to its end
};

class ControlSocket {
 public:
  /// Gets the request without its newline; what it returns is sent. Runs in the event loop.
  using Handler = std::function<std::string(std::string_view request)>;

  /// Answers who connects to the listener. `context` must outlive the socket.
  ControlSocket(boost::asio::io_context& context, LocalListener listener, ControlSocketLimits limits, Handler handler);
  ControlSocket(ControlSocket&&) noexcept;
  ControlSocket& operator=(ControlSocket&&) noexcept;
  /// Drops the clients and removes the file, if it is still this one.
  ~ControlSocket();

 private:
  class Server;
  std::shared_ptr<Server> server_;
};

}  // namespace vrrpspec::impl
