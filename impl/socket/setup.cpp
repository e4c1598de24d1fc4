#include "impl/socket/setup.hpp"

#include <fmt/format.h>
#include <linux/pkt_sched.h>
#include <net/if.h>

#include <array>
#include <cerrno>
#include <cstring>

namespace vrrpspec::impl {

Error system_error(std::string_view what, int interface_index) {
  const int error = errno;
  std::string text = fmt::format("cannot {}", what);
  if (interface_index != 0) {
    std::array<char, IF_NAMESIZE> name{};
    const bool named = if_indextoname(static_cast<unsigned>(interface_index), name.data()) != nullptr;
    text +=
        named ? fmt::format(" on {}", name.data()) : fmt::format(" on interface {}, which is gone", interface_index);
  }
  text += fmt::format(": {}", std::strerror(error));
  if (error == EPERM || error == EACCES) text += "; the daemon needs the capabilities CAP_NET_RAW and CAP_NET_ADMIN";
  return {text};
}

Descriptor make_socket(int domain, int type, int protocol) {
  return Descriptor{socket(domain, type | SOCK_NONBLOCK | SOCK_CLOEXEC, protocol)};
}

bool bind_to_interface(const Descriptor& socket, int interface_index) {
  if (interface_index == 0) return true;
  // The kernel binds to any number; what is bound to none would be silent for ever.
  std::array<char, IF_NAMESIZE> name{};
  return if_indextoname(static_cast<unsigned>(interface_index), name.data()) != nullptr &&
         set_option(socket, SOL_SOCKET, SO_BINDTOIFINDEX, interface_index);
}

bool set_filter(const Descriptor& socket, std::span<sock_filter> program) {
  const sock_fprog filter{.len = static_cast<unsigned short>(program.size()), .filter = program.data()};
  return set_option(socket, SOL_SOCKET, SO_ATTACH_FILTER, filter);
}

void enlarge_receive_buffer(const Descriptor& socket) {
  constexpr int size = 2 * 1024 * 1024;
  // The first is for the privileged; what the second grants is at the discretion of net.core.rmem_max.
  if (!set_option(socket, SOL_SOCKET, SO_RCVBUFFORCE, size)) set_option(socket, SOL_SOCKET, SO_RCVBUF, size);
}

void set_urgent(const Descriptor& socket) {
  constexpr int interactive = TC_PRIO_INTERACTIVE;  // the highest that needs no privilege
  set_option(socket, SOL_SOCKET, SO_PRIORITY, interactive);
}

}  // namespace vrrpspec::impl
