// SIGINT and SIGTERM as something to be asked for, where no event loop waits for them.
#pragma once

#include <csignal>

namespace vrrpspec::cli {

/// As long as it lives both signals are held back; afterwards they do what they did before. A process that is started
/// meanwhile has to let them through again by itself.
class Interrupts {
 public:
  Interrupts();
  Interrupts(const Interrupts&) = delete;
  ~Interrupts();
  /// Whether one of them has come since this was made.
  bool came();

 private:
  sigset_t before_{};
  sigset_t held_{};
  bool came_{false};
};

}  // namespace vrrpspec::cli
