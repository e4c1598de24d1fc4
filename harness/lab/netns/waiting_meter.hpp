// How long the processes of one device were runnable but not running: field 2 of /proc/PID/task/TID/schedstat, added up
// over all threads that live in its namespace. The kernel counts a wait when it ends; one that has not ended is
// estimated upwards.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <map>
#include <vector>

#include "harness/lab/netns/file_descriptor.hpp"
#include "harness/lab/netns/series.hpp"

namespace vrrpspec::harness {

class WaitingMeter {
 public:
  /// The processes whose threads are metered from now on; what earlier ones waited stays counted.
  void follow(const std::vector<pid_t>& processes);
  void sample(Instant now);
  /// Of a window that ends now or before; takes a sample.
  Duration waited(Instant from, Instant to, Instant now);

 private:
  struct Thread {
    FileDescriptor schedstat;
    pid_t process{0};
    Duration waited{};
    std::uint64_t ran{0};
    Instant last_progress;  ///< the last sample that found it had run
  };
  void read(Thread& thread, Instant now) const;
  [[nodiscard]] Duration pending(Instant from, Instant to) const;

  std::map<pid_t, Thread> threads_;
  Duration gone_{};  ///< of threads that have ended
  Series series_;
};

}  // namespace vrrpspec::harness
