// How long the processes of one device could not run, over all threads that live in its namespace. Runnable but not
// running: field 2 of /proc/PID/task/TID/schedstat, added up; the kernel counts a wait when it ends, one that has not
// ended is estimated upwards. Blocked in the kernel, for instance on the lock of all network configuration while
// another namespace is taken down: nobody counts that, so the state is looked at with every sample. The same look tells
// how the threads are scheduled, and with it how late their time-outs may be.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <map>
#include <optional>
#include <string_view>
#include <vector>

#include "harness/lab/real_time/file_descriptor.hpp"
#include "harness/lab/real_time/series.hpp"
#include "harness/lab/timer_slack.hpp"

namespace vrrpspec::harness {

/// The state letter in the text of /proc/PID/stat; NUL when there is none.
char thread_state(std::string_view stat);

class WaitingMeter {
 public:
  /// The processes whose threads are metered from now on; what earlier ones waited stays counted.
  void follow(const std::vector<pid_t>& processes);
  void sample(Instant now);
  /// Of a window that ends with the last sample or before.
  [[nodiscard]] Duration waited(Instant from, Instant to) const;
  /// The same. A thread found blocked stands for the time since the sample before and until the sample after: never
  /// less than its block, up to two sampling periods more. A block that no sample falls into is not seen.
  [[nodiscard]] Duration blocked(Instant from, Instant to) const { return blocked_.growth(from, to); }
  /// The widest of any thread at any sample: a time-out that ends now may have begun before the thread was changed.
  /// Threads that were not seen yet are taken for ordinary ones.
  [[nodiscard]] TimerSlack timer_slack() const { return timer_slack_.value_or(ordinary_slack); }

 private:
  struct Thread {
    FileDescriptor schedstat;
    FileDescriptor stat;
    FileDescriptor timer_slack;
    char state{'\0'};
    Duration waited{};
    std::uint64_t ran{0};
    Instant last_progress;  ///< the last sample that found it had run
  };
  void read(Thread& thread, Instant now);
  void add_blocked(Instant now);

  std::map<pid_t, Thread> threads_;
  Duration gone_{};  ///< of threads that have ended
  Series waited_;
  Series blocked_;
  std::optional<TimerSlack> timer_slack_;
  bool was_blocked_{false};            ///< any thread, at the last sample …
  std::optional<Instant> sampled_at_;  ///< … which was taken then
};

}  // namespace vrrpspec::harness
