#include <cap-ng.h>
#include <fmt/format.h>
#include <sys/prctl.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <string>

#include "impl/safety/safety.hpp"

namespace vrrpspec::impl {
namespace {

struct Needed {
  unsigned number;
  const char* name;
};
constexpr std::array needed{Needed{.number = CAP_NET_ADMIN, .name = "CAP_NET_ADMIN"},
                            Needed{.number = CAP_NET_RAW, .name = "CAP_NET_RAW"}};

std::string own_program() {
  std::error_code failure;
  const auto path = std::filesystem::read_symlink("/proc/self/exe", failure);
  return failure ? std::string{"vrrpspecd"} : path.string();
}

constexpr auto effective_and_permitted = static_cast<capng_type_t>(CAPNG_EFFECTIVE | CAPNG_PERMITTED);

}  // namespace

std::expected<void, Error> check_privileges() {
  if (capng_get_caps_process() != 0) return std::unexpected{Error{"cannot read the capabilities of this process"}};
  std::string missing;
  for (const Needed& capability : needed) {
    if (capng_have_capability(CAPNG_EFFECTIVE, capability.number) != 0) continue;
    missing += (missing.empty() ? "" : " and ") + std::string{capability.name};
  }
  if (missing.empty()) return {};
  return std::unexpected{
      Error{fmt::format("no raw sockets, addresses and virtual MACs without {}: run as root, "
                        "or once `setcap cap_net_admin,cap_net_raw+ep {}`",
                        missing, own_program())}};
}

std::expected<void, Error> keep_needed_capabilities() {
  if (capng_get_caps_process() != 0) return std::unexpected{Error{"cannot read the capabilities of this process"}};
  const bool may_drop_bounds = capng_have_capability(CAPNG_EFFECTIVE, CAP_SETPCAP) != 0;
  capng_clear(CAPNG_SELECT_ALL);
  for (const Needed& capability : needed) capng_update(CAPNG_ADD, effective_and_permitted, capability.number);
  const auto sets = static_cast<capng_select_t>(CAPNG_SELECT_CAPS | (may_drop_bounds ? CAPNG_SELECT_BOUNDS : 0));
  if (const int failed = capng_apply(sets); failed != 0) {
    return std::unexpected{
        Error{fmt::format("cannot drop capabilities (capng_apply: {}): {}", failed, std::strerror(errno))}};
  }
  if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) {
    return std::unexpected{Error{fmt::format("cannot refuse new privileges: {}", std::strerror(errno))}};
  }
  return {};
}

}  // namespace vrrpspec::impl
