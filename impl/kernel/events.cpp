#include <arpa/inet.h>
#include <fmt/format.h>
#include <linux/filter.h>
#include <linux/rtnetlink.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <cstddef>
#include <vector>

#include "impl/kernel/message.hpp"
#include "impl/kernel/netlink.hpp"
#include "impl/kernel/netlink_socket.hpp"

namespace vrrpspec::impl {
namespace {

constexpr std::size_t longest_message = 65536;
constexpr int room_for_events = 1 << 20;  ///< octets; a burst of some hundred changes

/// A router of the Internet changes thousands of routes a second: only those that are ours are let in.
bool hear_own_routes_only(int descriptor) {
  constexpr std::uint32_t type_at = offsetof(nlmsghdr, nlmsg_type);
  constexpr std::uint32_t protocol_at = NLMSG_HDRLEN + offsetof(rtmsg, rtm_protocol);
  constexpr std::uint32_t all = 0xffffffff;
  // A filter reads in network order what the header has in the machine's.
  std::array filter{sock_filter BPF_STMT(BPF_LD | BPF_H | BPF_ABS, type_at),
                    sock_filter BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, htons(RTM_NEWROUTE), 4, 0),
                    sock_filter BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, htons(RTM_DELROUTE), 0, 2),
                    sock_filter BPF_STMT(BPF_LD | BPF_B | BPF_ABS, protocol_at),
                    sock_filter BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, own_route_protocol, 0, 1),
                    sock_filter BPF_STMT(BPF_RET | BPF_K, all),
                    sock_filter BPF_STMT(BPF_RET | BPF_K, 0)};
  const sock_fprog program{.len = static_cast<unsigned short>(filter.size()), .filter = filter.data()};
  return setsockopt(descriptor, SOL_SOCKET, SO_ATTACH_FILTER, &program, sizeof program) == 0;
}

void tell(nlmsghdr* message, const std::function<void(const KernelEvent&)>& on_event) {
  switch (message->nlmsg_type) {
    case RTM_NEWLINK:
      if (auto link = link_of(message)) on_event(LinkChanged{*std::move(link)});
      return;
    case RTM_DELLINK:
      if (auto link = link_of(message)) on_event(LinkGone{.index = link->index, .name = std::move(link->name)});
      return;
    case RTM_NEWADDR:
      if (const auto address = address_of(message)) on_event(AddressAdded{*address});
      return;
    case RTM_DELADDR:
      if (const auto address = address_of(message)) on_event(AddressGone{*address});
      return;
    case RTM_DELROUTE:
      if (const auto address = blackhole_of(message)) on_event(BlackholeGone{*address});
      return;
    default:
      return;
  }
}

}  // namespace

struct KernelEvents::State {
  NetlinkSocket socket;
  std::vector<std::uint8_t> buffer;
};

KernelEvents::KernelEvents(std::unique_ptr<State> state) : state_{std::move(state)} {}
KernelEvents::KernelEvents(KernelEvents&&) noexcept = default;
KernelEvents& KernelEvents::operator=(KernelEvents&&) noexcept = default;
KernelEvents::~KernelEvents() = default;

std::expected<KernelEvents, Error> KernelEvents::open() {
  auto state = std::make_unique<State>();
  state->buffer.resize(longest_message);
  state->socket.reset(nl_socket_alloc());
  nl_sock* const socket = state->socket.get();
  int error = socket == nullptr ? -NLE_NOMEM : nl_connect(socket, NETLINK_ROUTE);
  if (error >= 0 && !hear_own_routes_only(nl_socket_get_fd(socket))) error = -nl_syserr2nlerr(errno);
  if (error >= 0)
    error = nl_socket_add_memberships(socket, RTNLGRP_LINK, RTNLGRP_IPV4_IFADDR, RTNLGRP_IPV6_IFADDR,
                                      RTNLGRP_IPV4_ROUTE, RTNLGRP_IPV6_ROUTE, 0);
  if (error >= 0) error = nl_socket_set_nonblocking(socket);
  if (error < 0) {
    return std::unexpected{Error{fmt::format("cannot hear what changes in the kernel: {}", nl_geterror(error))}};
  }
  nl_socket_set_buffer_size(socket, room_for_events, 0);  // as much as the system allows
  return KernelEvents{std::move(state)};
}

int KernelEvents::descriptor() const {
  return nl_socket_get_fd(state_->socket.get());
}

void KernelEvents::receive(const std::function<void(const KernelEvent&)>& on_event) {
  while (true) {
    const ssize_t count = recv(descriptor(), state_->buffer.data(), state_->buffer.size(), MSG_TRUNC);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0 && errno != ENOBUFS) return;
    if (count < 0 || static_cast<std::size_t>(count) > state_->buffer.size()) {
      on_event(EventsLost{});
      continue;
    }
    int rest = static_cast<int>(count);
    void* const start = state_->buffer.data();
    for (auto* message = static_cast<nlmsghdr*>(start); nlmsg_ok(message, rest) != 0;
         message = nlmsg_next(message, &rest)) {
      tell(message, on_event);
    }
  }
}

}  // namespace vrrpspec::impl
