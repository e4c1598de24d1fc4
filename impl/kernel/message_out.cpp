#include <fmt/format.h>
#include <linux/if_addr.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <netlink/attr.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <limits>

#include "impl/kernel/message.hpp"
#include "model/assert.hpp"

namespace vrrpspec::impl {
namespace {

/// Higher than what addresses of other interfaces get (0 for IPv4, 256 for IPv6), and lower.
constexpr std::uint32_t yielding_metric = 1024;
constexpr std::uint32_t leading_metric = 128;

std::uint8_t family_number(const IpAddress& address) {
  return address.family() == Family::ipv4 ? AF_INET : AF_INET6;
}

std::uint8_t host_prefix(const IpAddress& address) {
  return address.family() == Family::ipv4 ? 32 : 128;
}

template <typename Header>
Message message(int type, int flags, const Header& header) {
  Message made{nlmsg_alloc_simple(type, NLM_F_REQUEST | flags)};
  VRRPSPEC_ASSERT(made);
  Header copy = header;
  VRRPSPEC_ASSERT(nlmsg_append(made.get(), &copy, sizeof copy, NLMSG_ALIGNTO) == 0);
  return made;
}

void put(const Message& message, int attribute, const void* data, std::size_t size) {
  VRRPSPEC_ASSERT(nla_put(message.get(), attribute, static_cast<int>(size), data) == 0);
}

void put(const Message& message, int attribute, std::uint32_t number) {
  put(message, attribute, &number, sizeof number);
}

void put(const Message& message, int attribute, const IpAddress& address) {
  put(message, attribute, address.octets().data(), address.octets().size());
}

void put(const Message& message, int attribute, const std::string& text) {
  put(message, attribute, text.c_str(), text.size() + 1);
}

ifinfomsg link_header(int index) {
  ifinfomsg header{};
  header.ifi_family = AF_UNSPEC;
  header.ifi_index = index;
  return header;
}

std::uint8_t scope_of(const IpAddress& address) {
  constexpr std::uint8_t loopback = 127;
  if (address.family() == Family::ipv4 && address.octets()[0] == loopback) return RT_SCOPE_HOST;
  return address.is_link_local() ? RT_SCOPE_LINK : RT_SCOPE_UNIVERSE;
}

ifaddrmsg address_header(const InterfaceAddress& address) {
  ifaddrmsg header{};
  header.ifa_family = family_number(address.address);
  header.ifa_prefixlen = static_cast<std::uint8_t>(address.prefix_length);
  header.ifa_index = static_cast<std::uint32_t>(address.interface_index);
  header.ifa_scope = scope_of(address.address);
  return header;
}

Request build(const SetUp& change) {
  ifinfomsg header = link_header(change.index);
  header.ifi_change = IFF_UP;
  header.ifi_flags = change.up ? IFF_UP : 0;
  return {.message = message(RTM_NEWLINK, 0, header),
          .purpose = change.up ? "set the interface up" : "set the interface down",
          .interface = change.index,
          .fine = change.up ? std::vector<int>{} : std::vector{ENODEV}};
}

Request build(const AddAddress& change) {
  const InterfaceAddress& address = change.address;
  Message made = message(RTM_NEWADDR, NLM_F_CREATE | NLM_F_EXCL, address_header(address));
  put(made, IFA_LOCAL, address.address);
  put(made, IFA_ADDRESS, address.address);
  if (address.address.family() == Family::ipv6) {
    put(made, IFA_FLAGS, IFA_F_NODAD);
    ifa_cacheinfo deprecated{};  // from the beginning, and for ever
    deprecated.ifa_valid = std::numeric_limits<std::uint32_t>::max();
    put(made, IFA_CACHEINFO, &deprecated, sizeof deprecated);
  }
  if (address.prefix_length < host_prefix(address.address))
    put(made, IFA_RT_PRIORITY, change.leads ? leading_metric : yielding_metric);
  if (change.label) put(made, IFA_LABEL, *change.label);
  return {.message = std::move(made),
          .purpose = fmt::format("add {}", text_of(address)),
          .interface = address.interface_index,
          .fine = {EEXIST}};
}

Request build(const RemoveAddress& change) {
  const InterfaceAddress& address = change.address;
  Message made = message(RTM_DELADDR, 0, address_header(address));
  put(made, IFA_LOCAL, address.address);
  put(made, IFA_ADDRESS, address.address);
  return {.message = std::move(made),
          .purpose = fmt::format("remove {}", text_of(address)),
          .interface = address.interface_index,
          .fine = {EADDRNOTAVAIL, ENODEV}};
}

/// Copies attributes but those `left_out`.
void copy_attributes(const Message& to, std::span<const std::uint8_t> from, std::initializer_list<int> left_out) {
  for (std::size_t at = 0; at + sizeof(nlattr) <= from.size();) {
    nlattr head{};
    std::memcpy(&head, &from[at], sizeof head);
    if (head.nla_len < sizeof head || head.nla_len > from.size() - at) return;
    const int type = head.nla_type & NLA_TYPE_MASK;
    if (std::ranges::find(left_out, type) == left_out.end()) {
      put(to, head.nla_type, &from[at] + sizeof head, head.nla_len - sizeof head);
    }
    at += static_cast<std::size_t>(NLA_ALIGN(head.nla_len));
  }
}

std::uint32_t flags_attribute(std::span<const std::uint8_t> attributes) {
  std::uint32_t flags = 0;
  for (std::size_t at = 0; at + sizeof(nlattr) + sizeof flags <= attributes.size();) {
    nlattr head{};
    std::memcpy(&head, &attributes[at], sizeof head);
    if (head.nla_len < sizeof head) break;
    if (head.nla_type == IFA_FLAGS && head.nla_len == sizeof head + sizeof flags)
      std::memcpy(&flags, &attributes[at] + sizeof head, sizeof flags);
    at += static_cast<std::size_t>(NLA_ALIGN(head.nla_len));
  }
  return flags;
}

Request build(const PlaceAddress& change) {
  ifaddrmsg header{};
  VRRPSPEC_ASSERT(change.image.octets.size() >= sizeof header);
  std::memcpy(&header, change.image.octets.data(), sizeof header);
  const bool elsewhere = header.ifa_index != static_cast<std::uint32_t>(change.index);
  header.ifa_index = static_cast<std::uint32_t>(change.index);
  Message made = message(RTM_NEWADDR, NLM_F_CREATE | NLM_F_EXCL, header);
  const auto attributes = std::span{change.image.octets}.subspan(sizeof header);
  // A label names the interface it was given on.
  copy_attributes(made, attributes,
                  elsewhere ? std::initializer_list<int>{IFA_FLAGS, IFA_LABEL} : std::initializer_list<int>{IFA_FLAGS});
  const std::uint32_t without_dad = header.ifa_family == AF_INET6 ? IFA_F_NODAD : 0;
  put(made, IFA_FLAGS, flags_attribute(attributes) | without_dad);
  return {.message = std::move(made),
          .purpose = fmt::format("put {}", text_of(change.image.address)),
          .interface = change.index,
          .fine = {EEXIST}};
}

Request build(const TakeAddress& change) {
  ifaddrmsg header{};
  VRRPSPEC_ASSERT(change.image.octets.size() >= sizeof header);
  std::memcpy(&header, change.image.octets.data(), sizeof header);
  Message made = message(RTM_DELADDR, 0, header);
  copy_attributes(made, std::span{change.image.octets}.subspan(sizeof header), {IFA_FLAGS, IFA_CACHEINFO, IFA_LABEL});
  return {.message = std::move(made),
          .purpose = fmt::format("take {}", text_of(change.image.address)),
          .interface = static_cast<int>(header.ifa_index),
          .fine = {EADDRNOTAVAIL, ENODEV}};
}

Message route_message(const RouteImage& image, int type, int flags, std::initializer_list<int> left_out) {
  rtmsg header{};
  VRRPSPEC_ASSERT(image.octets.size() >= sizeof header);
  std::memcpy(&header, image.octets.data(), sizeof header);
  header.rtm_flags &= ~static_cast<unsigned>(RTNH_F_DEAD | RTNH_F_LINKDOWN);  // the kernel's to say
  Message made = message(type, flags, header);
  copy_attributes(made, std::span{image.octets}.subspan(sizeof header), left_out);
  return made;
}

Request build(const PlaceRoute& change) {
  Message made = route_message(change.image, RTM_NEWROUTE, NLM_F_CREATE | NLM_F_APPEND, {RTA_OIF, RTA_CACHEINFO});
  put(made, RTA_OIF, static_cast<std::uint32_t>(change.index));
  return {.message = std::move(made),
          .purpose = fmt::format("put the route to {}", change.image.destination),
          .interface = change.index,
          .fine = {EEXIST}};
}

Request build(const TakeRoute& change) {
  return {.message = route_message(change.image, RTM_DELROUTE, 0, {RTA_CACHEINFO}),
          .purpose = fmt::format("take the route to {} from its interface", change.image.destination),
          .interface = 0,
          .fine = {ESRCH, ENODEV}};
}

Request build_blackhole(const IpAddress& address, int type, int flags, std::string_view verb, int fine) {
  rtmsg header{};
  header.rtm_family = family_number(address);
  header.rtm_dst_len = host_prefix(address);
  header.rtm_table = RT_TABLE_MAIN;
  header.rtm_protocol = own_route_protocol;
  header.rtm_type = RTN_BLACKHOLE;
  Message made = message(type, flags, header);
  put(made, RTA_DST, address);
  return {.message = std::move(made),
          .purpose = fmt::format("{} the blackhole route to {}", verb, to_string(address)),
          .interface = 0,
          .fine = {fine}};
}

Request build(const AddBlackhole& change) {
  return build_blackhole(change.address, RTM_NEWROUTE, NLM_F_CREATE | NLM_F_EXCL, "add", EEXIST);
}

Request build(const RemoveBlackhole& change) {
  return build_blackhole(change.address, RTM_DELROUTE, 0, "remove", ESRCH);
}

}  // namespace

Request request_of(const Change& change) {
  return std::visit([](const auto& alternative) { return build(alternative); }, change);
}

std::vector<Request> macvlan_requests(const MacvlanRequest& request) {
  std::vector<Request> requests;
  Message made = message(RTM_NEWLINK, NLM_F_CREATE | NLM_F_EXCL, link_header(0));
  put(made, IFLA_LINK, static_cast<std::uint32_t>(request.lower));
  put(made, IFLA_IFNAME, request.name);
  put(made, IFLA_ADDRESS, request.mac.data(), request.mac.size());
  nlattr* const information = nla_nest_start(made.get(), IFLA_LINKINFO);
  put(made, IFLA_INFO_KIND, std::string{"macvlan"});
  nlattr* const data = nla_nest_start(made.get(), IFLA_INFO_DATA);
  // In any other mode the interface itself would not hear what the other Master sends from the same virtual MAC
  // address.
  put(made, IFLA_MACVLAN_MODE, MACVLAN_MODE_VEPA);
  nla_nest_end(made.get(), data);
  nla_nest_end(made.get(), information);
  requests.push_back({.message = std::move(made),
                      .purpose = fmt::format("make the macvlan {}", request.name),
                      .interface = request.lower});

  // The kernel takes these of an existing link only.
  Message marked = message(RTM_NEWLINK, 0, link_header(0));
  put(marked, IFLA_IFNAME, request.name);
  put(marked, IFLA_IFALIAS, request.alias);
  requests.push_back(
      {.message = std::move(marked), .purpose = fmt::format("mark the macvlan {}", request.name), .interface = 0});

  //= rfc5798 V3-084
  //# They MUST NOT use the virtual router MAC address to create the Modified Extended Unique Identifier (EUI)-64
  //# identifiers.
  Message quiet = message(RTM_NEWLINK, 0, link_header(0));
  put(quiet, IFLA_IFNAME, request.name);
  nlattr* const families = nla_nest_start(quiet.get(), IFLA_AF_SPEC);
  nlattr* const inet6 = nla_nest_start(quiet.get(), AF_INET6);
  const std::uint8_t mode = IN6_ADDR_GEN_MODE_NONE;
  put(quiet, IFLA_INET6_ADDR_GEN_MODE, &mode, sizeof mode);
  nla_nest_end(quiet.get(), inet6);
  nla_nest_end(quiet.get(), families);
  requests.push_back({.message = std::move(quiet),
                      .purpose = fmt::format("keep IPv6 from making addresses on {}", request.name),
                      .interface = 0,
                      .fine = {EAFNOSUPPORT}});  // a kernel without IPv6 makes none
  return requests;
}

Request delete_request(int index) {
  return {.message = message(RTM_DELLINK, 0, link_header(index)),
          .purpose = "delete the interface",
          .interface = index,
          .fine = {ENODEV}};
}

Message link_dump() {
  return message(RTM_GETLINK, NLM_F_DUMP, link_header(0));
}

Message link_question(int index, std::string_view name) {
  Message made = message(RTM_GETLINK, 0, link_header(index));
  if (!name.empty()) put(made, IFLA_IFNAME, std::string{name});
  return made;
}

Message address_dump(int index) {
  ifaddrmsg header{};
  header.ifa_index = static_cast<std::uint32_t>(index);
  return message(RTM_GETADDR, NLM_F_DUMP, header);
}

Message route_dump(int index) {
  rtmsg header{};
  header.rtm_family = AF_INET;
  Message made = message(RTM_GETROUTE, NLM_F_DUMP, header);
  put(made, RTA_OIF, static_cast<std::uint32_t>(index));
  return made;
}

Message blackhole_dump(Family family) {
  rtmsg header{};
  header.rtm_family = family == Family::ipv4 ? AF_INET : AF_INET6;
  header.rtm_protocol = own_route_protocol;
  header.rtm_type = RTN_BLACKHOLE;
  return message(RTM_GETROUTE, NLM_F_DUMP, header);
}

}  // namespace vrrpspec::impl
