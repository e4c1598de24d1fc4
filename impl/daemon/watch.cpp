#include "impl/daemon/watch.hpp"

#include <boost/asio/posix/stream_descriptor.hpp>
#include <utility>

namespace vrrpspec::impl {

struct Watch::State : std::enable_shared_from_this<State> {
  State(boost::asio::io_context& loop, int descriptor, std::function<void()> function)
      : stream{loop, descriptor}, on_readable{std::move(function)} {}

  void wait() {
    stream.async_wait(boost::asio::posix::stream_descriptor::wait_read,
                      [state = shared_from_this()](const boost::system::error_code& error) {
                        if (error || !state->watched) return;
                        state->on_readable();
                        if (state->watched) state->wait();
                      });
  }

  boost::asio::posix::stream_descriptor stream;
  std::function<void()> on_readable;
  bool watched{true};  ///< on_readable() may end the watch
};

Watch::Watch(boost::asio::io_context& loop, int descriptor, std::function<void()> on_readable)
    : state_{std::make_shared<State>(loop, descriptor, std::move(on_readable))} {
  state_->wait();
}

Watch::Watch(Watch&& other) noexcept = default;

Watch& Watch::operator=(Watch&& other) noexcept {
  std::swap(state_, other.state_);
  return *this;
}

Watch::~Watch() {
  if (!state_) return;
  state_->watched = false;
  state_->stream.release();  // the descriptor is somebody else's: it is not closed here
}

}  // namespace vrrpspec::impl
