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

bool Interrupts::came() {
  constexpr timespec at_once{};
  while (sigtimedwait(&held_, nullptr, &at_once) > 0) came_ = true;
  return came_;
}

}  // namespace vrrpspec::cli
