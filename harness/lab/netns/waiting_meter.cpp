#include "harness/lab/netns/waiting_meter.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <set>

#include "harness/lab/netns/scheduling.hpp"

namespace vrrpspec::harness {
namespace {

std::set<pid_t> threads_of(pid_t process) {
  std::set<pid_t> threads;
  const std::unique_ptr<DIR, int (*)(DIR*)> directory{opendir(fmt::format("/proc/{}/task", process).c_str()),
                                                      &closedir};
  while (const dirent* entry = directory ? readdir(directory.get()) : nullptr) {
    if (const pid_t thread = std::atoi(entry->d_name); thread > 0) threads.insert(thread);
  }
  return threads;
}

FileDescriptor open_file(const std::string& path) {
  return FileDescriptor{open(path.c_str(), O_RDONLY | O_CLOEXEC)};
}

FileDescriptor open_statistics(pid_t process, pid_t thread, const char* name) {
  return open_file(fmt::format("/proc/{}/task/{}/{}", process, thread, name));
}

/// Empty when the thread has ended.
std::string read_again(const FileDescriptor& file) {
  std::array<char, 1024> text{};  // 52 figures and a name
  const ssize_t count = pread(file.get(), text.data(), text.size() - 1, 0);
  return count > 0 ? std::string{text.data(), static_cast<std::size_t>(count)} : std::string{};
}

}  // namespace

// The command before it is in parentheses and may hold anything, parentheses too.
char thread_state(std::string_view stat) {
  const std::size_t end = stat.rfind(')');
  return end != std::string_view::npos && stat.size() > end + 2 ? stat[end + 2] : '\0';
}

void WaitingMeter::read(Thread& thread, Instant now) {
  const std::string stat = read_again(thread.stat);
  thread.state = thread_state(stat);
  if (const auto scheduling = scheduling_of(stat)) {
    const TimerSlack slack = slack_of(*scheduling, read_again(thread.timer_slack));
    timer_slack_ = timer_slack_ ? timer_slack_->or_more(slack) : slack;
  }
  std::uint64_t ran = 0, waited = 0;
  if (std::sscanf(read_again(thread.schedstat).c_str(), "%lu %lu", &ran, &waited) != 2) return;
  if (ran != thread.ran) thread.last_progress = now;
  thread.ran = ran;
  thread.waited = Duration{waited};
}

void WaitingMeter::follow(const std::vector<pid_t>& processes) {
  std::map<pid_t, Thread> followed;
  for (const pid_t process : processes) {
    for (const pid_t id : threads_of(process)) {
      if (auto known = threads_.extract(id)) {
        followed.insert(std::move(known));
      } else {
        // From its birth: what it waited before it was seen counts too.
        followed[id].schedstat = open_statistics(process, id, "schedstat");
        followed[id].stat = open_statistics(process, id, "stat");
        followed[id].timer_slack = open_file(fmt::format("/proc/{}/timerslack_ns", id));
      }
    }
  }
  for (const auto& [id, thread] : threads_) gone_ += thread.waited;
  threads_ = std::move(followed);
}

void WaitingMeter::sample(Instant now) {
  Duration total = gone_;
  for (auto& [id, thread] : threads_) {
    read(thread, now);
    total += thread.waited;
  }
  waited_.add(now, total);
  add_blocked(now);
}

/// Threads may be blocked at the same time; that time counts once.
void WaitingMeter::add_blocked(Instant now) {
  const bool is_blocked = std::ranges::any_of(threads_, [](const auto& entry) { return entry.second.state == 'D'; });
  const bool counts = (is_blocked || was_blocked_) && sampled_at_;
  blocked_.add(now, blocked_.last() + (counts ? now - *sampled_at_ : Duration::zero()));
  was_blocked_ = is_blocked;
  sampled_at_ = now;
}

Duration WaitingMeter::waited(Instant from, Instant to) const {
  Duration unended{};
  for (const auto& [id, thread] : threads_) {
    if (thread.state == 'R') unended = std::max(unended, to - std::max(from, thread.last_progress));
  }
  return waited_.growth(from, to) + unended;
}

}  // namespace vrrpspec::harness
