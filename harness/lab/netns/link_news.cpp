#include "harness/lab/netns/link_news.hpp"

#include <fmt/format.h>
#include <linux/rtnetlink.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

#include "harness/lab/netns/name_space.hpp"

namespace vrrpspec::harness {

std::expected<LinkNews, Error> LinkNews::open(const std::string& name_space) {
  const auto visit = Visit::begin(name_space);
  if (!visit) return std::unexpected{visit.error()};
  FileDescriptor descriptor{socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, NETLINK_ROUTE)};
  sockaddr_nl address{};
  address.nl_family = AF_NETLINK;
  address.nl_groups = RTMGRP_LINK;
  const auto* const generic = reinterpret_cast<const sockaddr*>(&address);  // what the interface of sockets wants
  if (!descriptor || bind(descriptor.get(), generic, sizeof address) != 0) {
    return std::unexpected{
        Error{fmt::format("cannot hear of the interfaces in {}: {}", name_space, std::strerror(errno))}};
  }
  return LinkNews{std::move(descriptor)};
}

void LinkNews::look(Instant now) {
  std::array<std::uint8_t, 64> start{};  // the rest of a message is dropped
  // ENOBUFS says that there was more than fits.
  while (recv(socket_.get(), start.data(), start.size(), 0) >= 0 || errno == ENOBUFS) heard_.push_back(now);
}

bool LinkNews::any(Instant from, Instant to) const {
  const auto first = std::ranges::lower_bound(heard_, from);
  return first != heard_.end() && *first <= to;
}

}  // namespace vrrpspec::harness
