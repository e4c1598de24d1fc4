#include "harness/watch/privileges.hpp"

#include <fmt/format.h>
#include <linux/capability.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

namespace vrrpspec::harness {

std::expected<void, Error> drop_privileges() {
  const auto failure = [](std::string_view what) {
    return std::unexpected{Error{fmt::format("cannot {}: {}", what, std::strerror(errno))}};
  };
  // Fails without CAP_SETPCAP, and then no_new_privs does the same.
  for (int capability = 0; prctl(PR_CAPBSET_DROP, capability, 0, 0, 0) == 0; ++capability) continue;
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return failure("refuse new privileges");
  if (prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0) != 0) return failure("drop ambient capabilities");
  __user_cap_header_struct header{.version = _LINUX_CAPABILITY_VERSION_3, .pid = 0};
  const std::array<__user_cap_data_struct, _LINUX_CAPABILITY_U32S_3> none{};
  if (syscall(SYS_capset, &header, none.data()) != 0) return failure("drop capabilities");
  return {};
}

}  // namespace vrrpspec::harness
