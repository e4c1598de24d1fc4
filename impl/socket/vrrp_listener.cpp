// Every datagram of protocol 112 is handed on, wrong ones too: the receive checks count what they discard, so no filter
// may hide it. A flood is met by bounded reading and by memory that does not grow.
#include <fmt/format.h>
#include <netinet/in.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <optional>

#include "impl/frame/ip.hpp"
#include "impl/socket/setup.hpp"
#include "impl/socket/sockets.hpp"
#include "model/wire/packet.hpp"

namespace vrrpspec::impl {
namespace {

/// More than twice what the longest advert has; what is cut off here is dropped.
constexpr std::size_t datagram_size = 9216;
constexpr std::size_t batch_size = 16;
constexpr std::size_t control_size = CMSG_SPACE(sizeof(in6_pktinfo)) + CMSG_SPACE(sizeof(int));

bool set_reception(const Descriptor& socket, Family family) {
  constexpr int on = 1;
  if (family == Family::ipv4) return set_option(socket, IPPROTO_IP, IP_PKTINFO, on);
  return set_option(socket, IPPROTO_IPV6, IPV6_RECVPKTINFO, on) &&
         set_option(socket, IPPROTO_IPV6, IPV6_RECVHOPLIMIT, on);
}

bool join_group(const Descriptor& socket, int interface_index, Family family) {
  const IpAddress group = vrrp_multicast_group(family);
  if (family == Family::ipv4) {
    ip_mreqn request{};
    std::memcpy(&request.imr_multiaddr, group.octets().data(), sizeof request.imr_multiaddr);
    request.imr_ifindex = interface_index;
    return set_option(socket, IPPROTO_IP, IP_ADD_MEMBERSHIP, request);
  }
  ipv6_mreq request{};
  std::memcpy(&request.ipv6mr_multiaddr, group.octets().data(), sizeof request.ipv6mr_multiaddr);
  request.ipv6mr_interface = static_cast<unsigned>(interface_index);
  return set_option(socket, IPPROTO_IPV6, IPV6_JOIN_GROUP, request);
}

IpAddress address_of(const in6_addr& address) {
  return IpAddress::from_octets(std::span{address.s6_addr});
}

/// What the kernel says beside the octets.
struct Beside {
  int interface_index{0};
  IpAddress destination;  ///< of IPv6, as the next: in IPv4 the header is among the octets
  std::uint8_t hop_limit{0};
};

template <typename Value>
Value value_of(const cmsghdr& part) {
  Value value{};
  std::memcpy(&value, CMSG_DATA(&part), sizeof value);
  return value;
}

Beside read_beside(msghdr& received) {
  Beside beside;
  for (cmsghdr* part = CMSG_FIRSTHDR(&received); part != nullptr; part = CMSG_NXTHDR(&received, part)) {
    if (part->cmsg_level == IPPROTO_IP && part->cmsg_type == IP_PKTINFO) {
      beside.interface_index = value_of<in_pktinfo>(*part).ipi_ifindex;
    } else if (part->cmsg_level == IPPROTO_IPV6 && part->cmsg_type == IPV6_PKTINFO) {
      const auto information = value_of<in6_pktinfo>(*part);
      beside.interface_index = static_cast<int>(information.ipi6_ifindex);
      beside.destination = address_of(information.ipi6_addr);
    } else if (part->cmsg_level == IPPROTO_IPV6 && part->cmsg_type == IPV6_HOPLIMIT) {
      beside.hop_limit = static_cast<std::uint8_t>(value_of<int>(*part));
    }
  }
  return beside;
}

VrrpDatagram read_ipv6(std::span<const std::uint8_t> message, const Beside& beside, const sockaddr_in6& source) {
  return {
      .message = message,
      .header = {.source = address_of(source.sin6_addr), .destination = beside.destination, .ttl = beside.hop_limit}};
}

/// The kernel hands out the packet with its header.
std::optional<VrrpDatagram> read_ipv4(std::span<const std::uint8_t> packet) {
  const auto found = wire::find_in_ip(packet);
  if (!found) return std::nullopt;
  return VrrpDatagram{.message = found->message, .header = found->ip};
}

}  // namespace

/// Where the kernel puts what it hands out; made once.
struct VrrpListener::Batch {
  struct Place {
    std::array<std::uint8_t, datagram_size> octets;
    sockaddr_in6 source;
    alignas(cmsghdr) std::array<char, control_size> control;
    iovec part;
  };
  std::array<Place, batch_size> places;
  std::array<mmsghdr, batch_size> headers;

  void prepare();
  /// Empty for what was cut.
  std::optional<VrrpDatagram> read(std::size_t index, Family family, const Beside& beside);
};

void VrrpListener::Batch::prepare() {
  for (std::size_t i = 0; i < batch_size; ++i) {
    Place& place = places[i];
    place.part = {.iov_base = place.octets.data(), .iov_len = place.octets.size()};
    headers[i] = {};
    headers[i].msg_hdr = {.msg_name = &place.source,
                          .msg_namelen = sizeof place.source,
                          .msg_iov = &place.part,
                          .msg_iovlen = 1,
                          .msg_control = place.control.data(),
                          .msg_controllen = place.control.size(),
                          .msg_flags = 0};
  }
}

std::optional<VrrpDatagram> VrrpListener::Batch::read(std::size_t index, Family family, const Beside& beside) {
  const mmsghdr& header = headers[index];
  if ((header.msg_hdr.msg_flags & MSG_TRUNC) != 0) return std::nullopt;
  const std::span octets = std::span<const std::uint8_t>{places[index].octets}.first(header.msg_len);
  return family == Family::ipv4 ? read_ipv4(octets) : read_ipv6(octets, beside, places[index].source);
}

VrrpListener::VrrpListener(Descriptor socket, int interface_index, Family family, bool joins_group)
    : socket_{std::move(socket)},
      batch_{std::make_unique_for_overwrite<Batch>()},
      interface_index_{interface_index},
      family_{family},
      joins_group_{joins_group} {}
VrrpListener::VrrpListener(VrrpListener&&) noexcept = default;
VrrpListener& VrrpListener::operator=(VrrpListener&&) noexcept = default;
VrrpListener::~VrrpListener() = default;

std::expected<VrrpListener, Error> VrrpListener::open(int interface_index, Family family, bool joins_group) {
  const std::string purpose = fmt::format("listen to VRRP over {}", name_of(family));
  Descriptor socket = make_socket(domain_of(family), SOCK_RAW, vrrp_protocol_number);
  if (!socket || !set_reception(socket, family) || !bind_to_interface(socket, interface_index)) {
    return std::unexpected{system_error(purpose, interface_index)};
  }
  enlarge_receive_buffer(socket);
  if (joins_group && !join_group(socket, interface_index, family)) {
    return std::unexpected{
        system_error(fmt::format("join the group {}", to_string(vrrp_multicast_group(family))), interface_index)};
  }
  return VrrpListener{std::move(socket), interface_index, family, joins_group};
}

/// The kernel hands out what is sent to any group that the interface takes in, whoever joined it. (IP_MULTICAST_ALL
/// would change that, but raw sockets of IPv6 do not know its like.)
bool VrrpListener::is_wanted(const IpAddress& destination) const {
  return !is_multicast(destination) || (joins_group_ && destination == vrrp_multicast_group(family_));
}

std::size_t VrrpListener::receive(std::size_t limit, const std::function<void(const VrrpDatagram&)>& on_datagram) {
  std::size_t total = 0;
  while (total < limit) {
    const std::size_t wanted = std::min(limit - total, batch_size);
    batch_->prepare();
    const int result =
        recvmmsg(socket_.number(), batch_->headers.data(), static_cast<unsigned>(wanted), MSG_DONTWAIT, nullptr);
    if (result <= 0) break;  // nothing waits, or an error of the interface, which is reported once
    const auto count = static_cast<std::size_t>(result);
    for (std::size_t i = 0; i < count; ++i) {
      const Beside beside = read_beside(batch_->headers[i].msg_hdr);
      // Before it was bound, and while the kernel was at it, the socket heard other interfaces too.
      if (interface_index_ != 0 && beside.interface_index != interface_index_) continue;
      const auto datagram = batch_->read(i, family_, beside);
      if (datagram && is_wanted(datagram->header.destination)) on_datagram(*datagram);
    }
    total += count;
    if (count < wanted) break;
  }
  return total;
}

}  // namespace vrrpspec::impl
