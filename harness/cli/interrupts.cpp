#include "harness/cli/interrupts.hpp"

namespace vrrpspec::cli {

Interrupts::Interrupts() {
  sigemptyset(&held_);
  sigaddset(&held_, SIGINT);
  sigaddset(&held_, SIGTERM);
  sigprocmask(SIG_BLOCK, &held_, &before_);
}

Interrupts::~Interrupts() {
  came();  // what came has been heeded
  sigprocmask(SIG_SETMASK, &before_, nullptr);
}

std::optional<int> Interrupts::came() {
  constexpr timespec at_once{};
  for (int number = 0; (number = sigtimedwait(&held_, nullptr, &at_once)) > 0;) came_ = came_.value_or(number);
  return came_;
}

}  // namespace vrrpspec::cli
