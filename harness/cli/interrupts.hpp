// SIGINT and SIGTERM as something to be asked for, where no event loop waits for them.
#pragma once

#include <csignal>
#include <optional>

namespace vrrpspec::cli {

/// As long as it lives both signals are held back; afterwards they do what they did before. A process that is started
/// meanwhile has to let them through again by itself.
class Interrupts {
 public:
  Interrupts();
  Interrupts(const Interrupts&) = delete;
  ~Interrupts();
  /// The first of them that has come since this was made.
  std::optional<int> came();

 private:
  sigset_t before_{};
  sigset_t held_{};
  std::optional<int> came_;
};

}  // namespace vrrpspec::cli
