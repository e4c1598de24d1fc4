// The event loop: readable descriptors, alarms, tasks. All call-backs come from the thread that runs it. Boost.Asio
// stays behind this header.
#pragma once

#include <functional>
#include <memory>
#include <optional>

#include "harness/lab/real_time/file_descriptor.hpp"
#include "model/time.hpp"

namespace vrrpspec::harness {

class Loop {
 public:
  /// What ends when it is destroyed, also from within its own call-back.
  class Registration {
   public:
    virtual ~Registration() = default;
  };
  using Handle = std::unique_ptr<Registration>;

  Loop();
  ~Loop();
  /// Calls back whenever the descriptor is readable. The descriptor stays the caller's and must outlive the handle.
  [[nodiscard]] Handle watch(int descriptor, std::function<void()> readable);
  /// Calls back once, never before `at`.
  [[nodiscard]] Handle alarm(Instant at, std::function<void()> fired);
  void post(std::function<void()> task);
  /// Runs `work` in another thread, for system calls that would hold the loop up, and then `done` in the loop.
  void offload(std::function<void()> work, std::function<void()> done);
  /// Reaps a child, named by its pidfd, when it ends: for processes nobody is interested in any more.
  void bury(FileDescriptor child);
  /// Until stop(), SIGINT or SIGTERM.
  void run();
  void stop();
  /// The signal that ended run().
  [[nodiscard]] std::optional<int> interrupted() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace vrrpspec::harness
