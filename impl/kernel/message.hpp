// Routing netlink messages: building requests, and reading what the kernel tells. libnl's types stay in this folder's
// own files.
#pragma once

#include <netlink/msg.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "impl/kernel/netlink.hpp"

namespace vrrpspec::impl {

inline constexpr std::uint8_t own_route_protocol = 112;

struct FreeMessage {
  void operator()(nl_msg* message) const { nlmsg_free(message); }
};
using Message = std::unique_ptr<nl_msg, FreeMessage>;

struct Request {
  Message message;
  std::string purpose;      ///< what cannot be done when it fails: "add 192.0.2.1/24"
  int interface{0};         ///< where; 0 where that says nothing
  std::vector<int> fine{};  ///< errors that say that the end is reached already
};

Request request_of(const Change& change);
/// Making the link, its mark, and that IPv6 derives no address from it.
std::vector<Request> macvlan_requests(const MacvlanRequest& request);
Request delete_request(int index);

/// Asks for all links, all addresses, the IPv4 routes of one interface, the blackhole routes.
Message link_dump();
Message link_question(int index, std::string_view name);  ///< by index, or by name where that is not empty
Message address_dump(int index);                          ///< of one interface; 0: of all
Message route_dump(int index);
Message blackhole_dump(Family family);

std::optional<Link> link_of(nlmsghdr* message);
std::optional<InterfaceAddress> address_of(nlmsghdr* message);
std::optional<AddressImage> address_image_of(nlmsghdr* message);
/// Empty for what route_images() leaves out.
std::optional<RouteImage> route_image_of(nlmsghdr* message, int index);
/// The destination of a blackhole route of ours.
std::optional<IpAddress> blackhole_of(nlmsghdr* message);

}  // namespace vrrpspec::impl
