#include "harness/lab/netns/name_space.hpp"

#include <dirent.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <memory>
#include <set>

namespace vrrpspec::harness {
namespace {

std::string path_of(const std::string& name) {
  return "/run/netns/" + name;
}

NameSpaceId inode_of(const std::string& path) {
  struct stat status{};
  return stat(path.c_str(), &status) == 0 ? status.st_ino : 0;
}

}  // namespace

NameSpaceId name_space_id(const std::string& name) {
  return inode_of(path_of(name));
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
  umount2(path_of(name).c_str(), MNT_DETACH);
  unlink(path_of(name).c_str());
}

}  // namespace vrrpspec::harness
