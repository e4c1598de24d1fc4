// A socket of libnl that is freed with its owner.
#pragma once

#include <netlink/netlink.h>

#include <memory>

namespace vrrpspec::impl {

struct FreeSocket {
  void operator()(nl_sock* socket) const { nl_socket_free(socket); }
};
using NetlinkSocket = std::unique_ptr<nl_sock, FreeSocket>;

}  // namespace vrrpspec::impl
