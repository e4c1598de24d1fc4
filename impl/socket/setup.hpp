// Making a socket what it is to be, and saying what failed. Internal to socket/.
#pragma once

#include <linux/filter.h>
#include <sys/socket.h>

#include <span>
#include <string>
#include <string_view>

#include "impl/error.hpp"
#include "impl/socket/sockets.hpp"
#include "model/types.hpp"

namespace vrrpspec::impl {

/// errno, in words: "cannot WHAT on eth0: Operation not permitted; ..." Interface 0 is none.
Error system_error(std::string_view what, int interface_index = 0);

/// Does not block and is closed on exec.
Descriptor make_socket(int domain, int type, int protocol);

/// False with errno when the kernel refuses.
template <typename Value>
bool set_option(const Descriptor& socket, int level, int name, const Value& value) {
  return setsockopt(socket.number(), level, name, &value, sizeof value) == 0;
}

/// To nothing for interface 0. An interface that is not there is an error.
bool bind_to_interface(const Descriptor& socket, int interface_index);

/// In one step, without a moment between the old filter and the new.
bool set_filter(const Descriptor& socket, std::span<sock_filter> program);

/// For bursts that arrive while the daemon is busy or waits for the processor: some thousands of short frames.
void enlarge_receive_buffer(const Descriptor& socket);

/// Before bulk data in the queue of an interface.
void set_urgent(const Descriptor& socket);

constexpr int domain_of(Family family) {
  return family == Family::ipv4 ? AF_INET : AF_INET6;
}
constexpr std::string_view name_of(Family family) {
  return family == Family::ipv4 ? "IPv4" : "IPv6";
}

}  // namespace vrrpspec::impl
