// A descriptor in the event loop: a function is called whenever something can be read from it.
#pragma once

#include <boost/asio/io_context.hpp>
#include <functional>
#include <memory>

namespace vrrpspec::impl {

/// Watches until it is destroyed; does not own the descriptor, which must stay open longer.
class Watch {
 public:
  Watch() = default;
  Watch(boost::asio::io_context& loop, int descriptor, std::function<void()> on_readable);
  Watch(Watch&& other) noexcept;
  Watch& operator=(Watch&& other) noexcept;
  ~Watch();

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace vrrpspec::impl
