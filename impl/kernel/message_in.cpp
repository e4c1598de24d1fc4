#include <fmt/format.h>
#include <linux/if_addr.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <netlink/attr.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <span>

#include "impl/kernel/message.hpp"

namespace vrrpspec::impl {
namespace {

/// The attributes of a message by type, null for what is not there.
template <std::size_t Last>
using Attributes = std::array<nlattr*, Last + 1>;

/// A message of its header; null when it is too short or its attributes do not read.
template <typename Header, std::size_t Last>
const Header* read(nlmsghdr* message, Attributes<Last>& attributes) {
  if (nlmsg_parse(message, sizeof(Header), attributes.data(), Last, nullptr) != 0) return nullptr;
  return static_cast<const Header*>(nlmsg_data(message));
}

std::vector<std::uint8_t> octets_of(const nlmsghdr* message) {
  const auto* const first = static_cast<const std::uint8_t*>(nlmsg_data(message));
  return {first, first + nlmsg_datalen(message)};
}

std::optional<IpAddress> address_in(const nlattr* attribute) {
  if (attribute == nullptr || (nla_len(attribute) != 4 && nla_len(attribute) != 16)) return std::nullopt;
  const auto* const octets = static_cast<const std::uint8_t*>(nla_data(attribute));
  return IpAddress::from_octets({octets, static_cast<std::size_t>(nla_len(attribute))});
}

std::string text_in(const nlattr* attribute) {
  if (attribute == nullptr) return {};
  const auto* const text = static_cast<const char*>(nla_data(attribute));
  return {text, strnlen(text, static_cast<std::size_t>(nla_len(attribute)))};
}

template <typename Number>
Number number_in(const nlattr* attribute, Number otherwise) {
  if (attribute != nullptr && nla_len(attribute) >= static_cast<int>(sizeof otherwise)) {
    std::memcpy(&otherwise, nla_data(attribute), sizeof otherwise);
  }
  return otherwise;
}

std::string kind_in(nlattr* information) {
  Attributes<IFLA_INFO_MAX> inner{};
  if (information == nullptr || nla_parse_nested(inner.data(), IFLA_INFO_MAX, information, nullptr) != 0) return {};
  return text_in(inner[IFLA_INFO_KIND]);
}

bool is_usable(std::uint32_t flags) {
  return (flags & IFA_F_DADFAILED) == 0 && ((flags & IFA_F_TENTATIVE) == 0 || (flags & IFA_F_OPTIMISTIC) != 0);
}

}  // namespace

std::string text_of(const InterfaceAddress& address) {
  return fmt::format("{}/{}", to_string(address.address), address.prefix_length);
}

std::optional<Link> link_of(nlmsghdr* message) {
  Attributes<IFLA_MAX> attributes{};
  const auto* const header = read<ifinfomsg, IFLA_MAX>(message, attributes);
  if (header == nullptr || header->ifi_family != AF_UNSPEC) return std::nullopt;  // bridges tell of their ports
  Link link{.index = header->ifi_index,
            .name = text_in(attributes[IFLA_IFNAME]),
            .is_up = (header->ifi_flags & IFF_UP) != 0,
            .is_running = (header->ifi_flags & IFF_UP) != 0 && (header->ifi_flags & IFF_RUNNING) != 0,
            .mtu = number_in(attributes[IFLA_MTU], 0U),
            .kind = kind_in(attributes[IFLA_LINKINFO]),
            .alias = text_in(attributes[IFLA_IFALIAS])};
  link.mac = number_in(attributes[IFLA_ADDRESS], link.mac);
  if (link.kind == "macvlan") link.lower = number_in(attributes[IFLA_LINK], 0);
  return link;
}

std::optional<InterfaceAddress> address_of(nlmsghdr* message) {
  Attributes<IFA_MAX> attributes{};
  const auto* const header = read<ifaddrmsg, IFA_MAX>(message, attributes);
  if (header == nullptr) return std::nullopt;
  // Of a point-to-point link IFA_ADDRESS is the other end.
  const auto address = address_in(attributes[IFA_LOCAL] != nullptr ? attributes[IFA_LOCAL] : attributes[IFA_ADDRESS]);
  if (!address) return std::nullopt;
  return InterfaceAddress{.interface_index = static_cast<int>(header->ifa_index),
                          .address = *address,
                          .prefix_length = header->ifa_prefixlen,
                          .is_usable = is_usable(number_in(attributes[IFA_FLAGS], std::uint32_t{header->ifa_flags}))};
}

std::optional<AddressImage> address_image_of(nlmsghdr* message) {
  auto address = address_of(message);
  if (!address) return std::nullopt;
  return AddressImage{.address = *address, .octets = octets_of(message)};
}

std::optional<RouteImage> route_image_of(nlmsghdr* message, int index) {
  Attributes<RTA_MAX> attributes{};
  const auto* const header = read<rtmsg, RTA_MAX>(message, attributes);
  if (header == nullptr || header->rtm_protocol == RTPROT_KERNEL || header->rtm_type != RTN_UNICAST ||
      (header->rtm_flags & RTM_F_CLONED) != 0 || number_in(attributes[RTA_OIF], 0) != index ||
      attributes[RTA_MULTIPATH] != nullptr || attributes[RTA_NH_ID] != nullptr) {
    return std::nullopt;
  }
  const auto destination = address_in(attributes[RTA_DST]);
  return RouteImage{.destination = destination ? fmt::format("{}/{}", to_string(*destination), header->rtm_dst_len)
                                               : std::string{"default"},
                    .octets = octets_of(message)};
}

std::optional<IpAddress> blackhole_of(nlmsghdr* message) {
  Attributes<RTA_MAX> attributes{};
  const auto* const header = read<rtmsg, RTA_MAX>(message, attributes);
  if (header == nullptr || header->rtm_protocol != own_route_protocol || header->rtm_type != RTN_BLACKHOLE) {
    return std::nullopt;
  }
  return address_in(attributes[RTA_DST]);
}

}  // namespace vrrpspec::impl
