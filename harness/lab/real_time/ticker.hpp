// Calls a task again and again, about a period after it last began.
#pragma once

#include <functional>
#include <utility>

#include "harness/lab/real_time/clock.hpp"
#include "harness/lab/real_time/loop.hpp"

namespace vrrpspec::harness {

class Ticker {
 public:
  explicit Ticker(Loop& loop) : loop_{&loop} {}
  /// Instead of the task there was; none ends it.
  void set(Duration period, std::function<void()> task) {
    task_ = std::move(task);
    alarm_.reset();
    if (task_) wait(period);
  }

 private:
  void wait(Duration period) {
    alarm_ = loop_->alarm(Clock::now() + period, [this, period] {
      wait(period);
      task_();
    });
  }

  Loop* loop_;
  std::function<void()> task_;
  Loop::Handle alarm_;
};

}  // namespace vrrpspec::harness
