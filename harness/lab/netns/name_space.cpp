#include "harness/lab/netns/name_space.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <memory>
#include <set>

#include "model/assert.hpp"

namespace vrrpspec::harness {
namespace {

constexpr const char* folder_of_names = "/run/netns";
constexpr const char* own_name_space = "/proc/thread-self/ns/net";

std::unexpected<Error> failure(std::string_view what, const std::string& name) {
  return std::unexpected{
      Error{fmt::format("cannot {} the network namespace {}: {}", what, name, std::strerror(errno))}};
}

NameSpaceId inode_of(const std::string& path) {
  struct stat status{};
  return stat(path.c_str(), &status) == 0 ? status.st_ino : 0;
}

}  // namespace

std::string name_space_path(const std::string& name) {
  return fmt::format("{}/{}", folder_of_names, name);
}

std::expected<void, Error> make_name_space(const std::string& name) {
  std::error_code ignored;  // the next step says what is wrong
  std::filesystem::create_directories(folder_of_names, ignored);
  const std::string path = name_space_path(name);
  const FileDescriptor home{open(own_name_space, O_RDONLY | O_CLOEXEC)};
  const FileDescriptor place{open(path.c_str(), O_RDONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0444)};
  if (!home || !place || unshare(CLONE_NEWNET) != 0) return failure("make", name);
  const bool named = mount(own_name_space, path.c_str(), "none", MS_BIND, nullptr) == 0;
  const auto outcome = named ? std::expected<void, Error>{} : failure("name", name);
  VRRPSPEC_ASSERT(setns(home.get(), CLONE_NEWNET) == 0);
  return outcome;
}

std::expected<Visit, Error> Visit::begin(const std::string& name) {
  Visit visit{FileDescriptor{open(own_name_space, O_RDONLY | O_CLOEXEC)}};
  const FileDescriptor there{open(name_space_path(name).c_str(), O_RDONLY | O_CLOEXEC)};
  if (!visit.home_ || !there || setns(there.get(), CLONE_NEWNET) != 0) return failure("enter", name);
  return visit;
}

void Visit::end() {
  if (!home_) return;
  VRRPSPEC_ASSERT(setns(home_.get(), CLONE_NEWNET) == 0);
  home_.reset();
}

bool move_into(const std::string& name) {
  const FileDescriptor there{open(name_space_path(name).c_str(), O_RDONLY | O_CLOEXEC)};
  if (!there || setns(there.get(), CLONE_NEWNET) != 0 || unshare(CLONE_NEWNS) != 0 ||
      mount("", "/", "none", MS_SLAVE | MS_REC, nullptr) != 0) {
    return false;
  }
  // Below a user namespace it cannot be taken away, but covered; where it is read-only, by a read-only one.
  struct statvfs system{};
  const bool covered = umount2("/sys", MNT_DETACH) != 0 && statvfs("/sys", &system) == 0;
  const unsigned long flags = covered && (system.f_flag & ST_RDONLY) != 0 ? MS_RDONLY : 0;
  return mount(name.c_str(), "/sys", "sysfs", flags, nullptr) == 0;
}

NameSpaceId name_space_id(const std::string& name) {
  return inode_of(name_space_path(name));
}

std::map<NameSpaceId, std::vector<pid_t>> processes_by_name_space() {
  std::map<NameSpaceId, std::vector<pid_t>> processes;
  const std::unique_ptr<DIR, int (*)(DIR*)> directory{opendir("/proc"), &closedir};
  while (const dirent* entry = directory ? readdir(directory.get()) : nullptr) {
    const pid_t pid = std::atoi(entry->d_name);
    if (pid <= 0) continue;
    // Zombies have no namespace any more, so they do not appear.
    const NameSpaceId id = inode_of(std::string{"/proc/"} + entry->d_name + "/ns/net");
    if (id != 0) processes[id].push_back(pid);
  }
  return processes;
}

void kill_all_in(NameSpaceId id) {
  if (id == 0) return;
  std::set<pid_t> killed;
  // A process may fork between being listed and being killed: look again until nobody new appears.
  for (std::size_t before = 1; before != killed.size();) {
    before = killed.size();
    const auto processes = processes_by_name_space();
    const auto found = processes.find(id);
    if (found == processes.end()) return;
    for (const pid_t pid : found->second) {
      if (killed.insert(pid).second) kill(pid, SIGKILL);
    }
  }
}

void remove_name_space(const std::string& name) {
  umount2(name_space_path(name).c_str(), MNT_DETACH);
  unlink(name_space_path(name).c_str());
}

}  // namespace vrrpspec::harness
