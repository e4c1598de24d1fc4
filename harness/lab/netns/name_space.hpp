// A named network namespace and who lives in it. Every process in the namespace of a port belongs to that port's
// device, however it forked, whatever session or user it chose: no other bookkeeping can be escaped less easily.
#pragma once

#include <sys/types.h>

#include <expected>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "harness/error.hpp"
#include "harness/lab/real_time/file_descriptor.hpp"

namespace vrrpspec::harness {

using NameSpaceId = ino_t;

std::string name_space_path(const std::string& name);
/// As `ip netns add` does it.
std::expected<void, Error> make_name_space(const std::string& name);

/// The calling thread is in another namespace until the end. Must end in the thread that began it.
class Visit {
 public:
  static std::expected<Visit, Error> begin(const std::string& name);
  Visit(Visit&&) noexcept = default;
  Visit& operator=(Visit&&) noexcept = delete;
  ~Visit() { end(); }
  void end();

 private:
  explicit Visit(FileDescriptor home) : home_{std::move(home)} {}
  FileDescriptor home_;
};

/// The calling thread goes for good, with mounts of its own and a /sys that shows the namespace: what it starts then is
/// started as by `ip netns exec`. Otherwise errno says why.
bool move_into(const std::string& name);

/// 0 when there is none of that name.
NameSpaceId name_space_id(const std::string& name);
/// Live processes by namespace.
std::map<NameSpaceId, std::vector<pid_t>> processes_by_name_space();
/// SIGKILL to all that live there.
void kill_all_in(NameSpaceId id);
/// Takes the name away; the kernel removes the namespace and its interfaces when the last process is gone.
void remove_name_space(const std::string& name);

}  // namespace vrrpspec::harness
