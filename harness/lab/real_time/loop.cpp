#include "harness/lab/real_time/loop.hpp"

#include <sys/wait.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/thread_pool.hpp>
#include <list>
#include <utility>

#include "harness/lab/real_time/priority.hpp"

namespace vrrpspec::harness {
namespace {

namespace asio = boost::asio;

/// Handlers in flight hold it too; `alive` tells them whether anybody still wants to know.
struct WatchState : std::enable_shared_from_this<WatchState> {
  WatchState(asio::io_context& context, int number, std::function<void()> callback)
      : descriptor{context, number}, readable{std::move(callback)} {}
  void wait() {
    descriptor.async_wait(asio::posix::descriptor_base::wait_read,
                          [self = shared_from_this()](const boost::system::error_code& error) {
                            if (error || !self->alive) return;
                            self->readable();
                            if (self->alive) self->wait();
                          });
  }
  asio::posix::stream_descriptor descriptor;
  std::function<void()> readable;
  bool alive{true};
};

class Watch : public Loop::Registration {
 public:
  explicit Watch(std::shared_ptr<WatchState> state) : state_{std::move(state)} { state_->wait(); }
  ~Watch() override {
    state_->alive = false;
    state_->descriptor.release();  // cancels; the descriptor is not ours to close
  }

 private:
  std::shared_ptr<WatchState> state_;
};

struct AlarmState {
  AlarmState(asio::io_context& context, Instant at, std::function<void()> callback)
      : timer{context, std::chrono::steady_clock::time_point{at.time_since_epoch()}}, fired{std::move(callback)} {}
  asio::steady_timer timer;  // a timerfd below: exact, where the time-out of epoll may be late by 0.1 %
  std::function<void()> fired;
  bool alive{true};
};

class Alarm : public Loop::Registration {
 public:
  explicit Alarm(std::shared_ptr<AlarmState> state) : state_{std::move(state)} {
    state_->timer.async_wait([state = state_](const boost::system::error_code& error) {
      if (!error && state->alive) state->fired();
    });
  }
  ~Alarm() override {
    state_->alive = false;
    state_->timer.cancel();
  }

 private:
  std::shared_ptr<AlarmState> state_;
};

}  // namespace

struct Loop::State {
  struct Burial {
    FileDescriptor child;
    Loop::Handle watch;
  };

  asio::io_context context{1};
  asio::signal_set signals{context, SIGINT, SIGTERM};
  asio::executor_work_guard<asio::io_context::executor_type> work{context.get_executor()};
  std::optional<int> interrupted;
  std::list<Burial> burials;
  asio::thread_pool helpers{4};
};

Loop::Loop() : state_{std::make_unique<State>()} {
  state_->signals.async_wait([state = state_.get()](const boost::system::error_code& error, int number) {
    if (error) return;
    state->interrupted = number;
    state->context.stop();
  });
}

Loop::~Loop() = default;

Loop::Handle Loop::watch(int descriptor, std::function<void()> readable) {
  return std::make_unique<Watch>(std::make_shared<WatchState>(state_->context, descriptor, std::move(readable)));
}

Loop::Handle Loop::alarm(Instant at, std::function<void()> fired) {
  return std::make_unique<Alarm>(std::make_shared<AlarmState>(state_->context, at, std::move(fired)));
}

void Loop::post(std::function<void()> task) {
  asio::post(state_->context, std::move(task));
}

void Loop::offload(std::function<void()> work, std::function<void()> done) {
  asio::post(state_->helpers, [state = state_.get(), work = std::move(work), done = std::move(done)] {
    take_ordinary_priority();
    work();
    asio::post(state->context, done);
  });
}

void Loop::bury(FileDescriptor child) {
  const auto burial = state_->burials.insert(state_->burials.end(), {.child = std::move(child), .watch = nullptr});
  burial->watch = watch(burial->child.get(), [state = state_.get(), burial] {
    siginfo_t information{};
    waitid(P_PIDFD, static_cast<id_t>(burial->child.get()), &information, WEXITED | WNOHANG);
    state->burials.erase(burial);
  });
}

void Loop::run() {
  if (state_->context.stopped()) state_->context.restart();
  state_->context.run();
}

void Loop::stop() {
  state_->context.stop();
}

std::optional<int> Loop::interrupted() const {
  return state_->interrupted;
}

}  // namespace vrrpspec::harness
