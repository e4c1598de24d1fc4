#include <fmt/format.h>
#include <net/if.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fstream>

#include "harness/lab/uml/guest.hpp"

namespace vrrpspec::harness {
namespace {

[[noreturn]] void power_off() {
  sync();
  reboot(RB_POWER_OFF);
  std::abort();  // the kernel does not come back from that
}

void need(bool done, std::string_view what) {
  if (done) return;
  fmt::print(stderr, "init: {}: {}\n", what, std::strerror(errno));
  power_off();
}

void mount_one(const char* type, const char* target, const char* options = nullptr) {
  need(mount("none", target, type, 0, options) == 0, fmt::format("cannot mount {} on {}", type, target));
}

void bring_up_loopback() {
  const int any_socket = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  ifreq request{};
  std::strncpy(request.ifr_name, "lo", IFNAMSIZ - 1);
  request.ifr_flags = IFF_UP | IFF_RUNNING;
  need(ioctl(any_socket, SIOCSIFFLAGS, &request) == 0, "cannot bring up lo");
  close(any_socket);
}

/// Waits for `main` and reaps whatever becomes an orphan meanwhile.
int reap_until(pid_t main) {
  for (;;) {
    int status = 0;
    const pid_t ended = waitpid(-1, &status, 0);
    if (ended == main) return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
    need(ended > 0 || errno == EINTR, "cannot wait");
  }
}

}  // namespace

void run_as_init(const std::filesystem::path& directory, const std::string& name, const std::function<int()>& body) {
  mount_one("proc", "/proc");
  mount_one("sysfs", "/sys");
  mount_one("devtmpfs", "/dev");
  // The host's folder under the host's path: on top of /tmp, /run or /root, whichever it lies below.
  mount_one("tmpfs", "/run");
  const bool below_run = directory.string().starts_with("/run/");
  if (below_run) need(std::filesystem::create_directories(directory), "cannot make the folder of the results");
  mount_one("hostfs", directory.c_str(), directory.c_str());
  bring_up_loopback();
  const pid_t child = fork();
  need(child >= 0, "cannot fork");
  if (child == 0) _exit(body());
  const int code = reap_until(child);
  std::ofstream{directory / (name + ".exit")} << code << '\n';
  power_off();
}

}  // namespace vrrpspec::harness
