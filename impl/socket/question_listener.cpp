#include <arpa/inet.h>
#include <fmt/format.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <netinet/in.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

#include "impl/frame/ip.hpp"
#include "impl/socket/question_filter.hpp"
#include "impl/socket/setup.hpp"
#include "impl/socket/sockets.hpp"
#include "model/assert.hpp"

namespace vrrpspec::impl {
namespace {

constexpr std::size_t longest_question = 2048;  // octets; a longer frame is cut and then no question

/// The old filter and the new one together may be more than net.core.optmem_max allows, so the old one may have to go
/// first; and the new one alone may be too much.
bool filter_questions(const Descriptor& socket, Family family, std::span<const IpAddress> targets) {
  std::vector<sock_filter> exact = question_filter(family, targets);
  if (!exact.empty() && set_filter(socket, exact)) return true;
  std::vector<sock_filter> any = any_question_filter(family);
  if (!set_filter(socket, any)) return false;
  if (!exact.empty()) set_filter(socket, exact);
  return true;
}

bool change_membership(const Descriptor& socket, int interface_index, const IpAddress& group, int option) {
  ipv6_mreq request{};
  std::memcpy(&request.ipv6mr_multiaddr, group.octets().data(), sizeof request.ipv6mr_multiaddr);
  request.ipv6mr_interface = static_cast<unsigned>(interface_index);
  return set_option(socket, IPPROTO_IPV6, option, request);
}

/// Sorted, each once: addresses that end alike share a group. Router Solicitations come to that of all routers.
std::vector<IpAddress> groups_of(std::span<const IpAddress> addresses) {
  std::vector<IpAddress> groups;
  if (addresses.empty()) return groups;
  groups.push_back(all_routers_group());
  std::ranges::transform(addresses, std::back_inserter(groups), solicited_node_group);
  std::ranges::sort(groups);
  groups.erase(std::ranges::unique(groups).begin(), groups.end());
  return groups;
}

}  // namespace

QuestionListener::QuestionListener(Descriptor socket, Descriptor membership, int interface_index, Family family)
    : socket_{std::move(socket)},
      membership_{std::move(membership)},
      interface_index_{interface_index},
      family_{family} {}

std::expected<QuestionListener, Error> QuestionListener::open(int interface_index, Family family) {
  const bool ipv4 = family == Family::ipv4;
  // Protocol 0: deaf until it is bound, when the filter is in place.
  Descriptor socket = make_socket(AF_PACKET, SOCK_RAW, 0);
  Descriptor membership = ipv4 ? Descriptor{} : make_socket(AF_INET6, SOCK_DGRAM, 0);
  sockaddr_ll place{};
  place.sll_family = AF_PACKET;
  place.sll_protocol = htons(ipv4 ? ETH_P_ARP : ETH_P_IPV6);
  place.sll_ifindex = interface_index;
  if (!socket || (!ipv4 && !membership) || !filter_questions(socket, family, {}) ||
      bind(socket.number(), reinterpret_cast<const sockaddr*>(&place), sizeof place) != 0) {
    return std::unexpected{system_error(ipv4 ? "listen to ARP" : "listen to Neighbor Discovery", interface_index)};
  }
  enlarge_receive_buffer(socket);
  return QuestionListener{std::move(socket), std::move(membership), interface_index, family};
}

std::expected<void, Error> QuestionListener::set_targets(std::span<const IpAddress> addresses) {
  VRRPSPEC_ASSERT(
      std::ranges::all_of(addresses, [this](const IpAddress& address) { return address.family() == family_; }));
  if (!filter_questions(socket_, family_, addresses)) {
    return std::unexpected{system_error("filter questions", interface_index_)};
  }
  return family_ == Family::ipv4 ? std::expected<void, Error>{} : set_groups(groups_of(addresses));
}

std::expected<void, Error> QuestionListener::set_groups(const std::vector<IpAddress>& wanted) {
  std::vector<IpAddress> unwanted;
  std::ranges::set_difference(groups_, wanted, std::back_inserter(unwanted));
  for (const IpAddress& group : unwanted) {
    // Fails only where the interface, and the membership with it, is gone.
    change_membership(membership_, interface_index_, group, IPV6_LEAVE_GROUP);
    std::erase(groups_, group);
  }
  std::vector<IpAddress> missing;
  std::ranges::set_difference(wanted, groups_, std::back_inserter(missing));
  std::expected<void, Error> outcome;
  for (const IpAddress& group : missing) {
    if (change_membership(membership_, interface_index_, group, IPV6_JOIN_GROUP)) {
      groups_.insert(std::ranges::upper_bound(groups_, group), group);
    } else if (outcome) {
      outcome = std::unexpected{system_error(fmt::format("join the group {}", to_string(group)), interface_index_)};
    }
  }
  return outcome;
}

std::size_t QuestionListener::receive(std::size_t limit,
                                      const std::function<void(std::span<const std::uint8_t>)>& on_frame) {
  std::array<std::uint8_t, longest_question> frame;
  std::size_t count = 0;
  for (; count < limit; ++count) {
    const ssize_t size = recv(socket_.number(), frame.data(), frame.size(), MSG_DONTWAIT);
    if (size < 0) break;  // nothing waits, or an error of the interface, which is reported once
    on_frame(std::span{frame}.first(static_cast<std::size_t>(size)));
  }
  return count;
}

}  // namespace vrrpspec::impl
