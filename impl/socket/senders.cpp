#include <arpa/inet.h>
#include <fmt/format.h>
#include <linux/if_packet.h>
#include <netinet/in.h>

#include <cerrno>
#include <cstring>

#include "impl/frame/ip.hpp"
#include "impl/socket/setup.hpp"
#include "impl/socket/sockets.hpp"
#include "model/assert.hpp"

namespace vrrpspec::impl {
namespace {

template <typename Address>
int send_to(const Descriptor& socket, std::span<const std::uint8_t> octets, const Address& address) {
  const ssize_t sent = sendto(socket.number(), octets.data(), octets.size(), MSG_DONTWAIT,
                              reinterpret_cast<const sockaddr*>(&address), sizeof address);
  return sent < 0 ? errno : 0;
}

}  // namespace

std::expected<FrameSender, Error> FrameSender::open() {
  Descriptor socket = make_socket(AF_PACKET, SOCK_RAW, 0);  // protocol 0: receives nothing
  if (!socket) return std::unexpected{system_error("open a socket for frames")};
  set_urgent(socket);
  return FrameSender{std::move(socket)};
}

int FrameSender::send(int interface_index, std::span<const std::uint8_t> frame) {
  constexpr std::size_t ethertype_offset = 12;
  sockaddr_ll place{};
  VRRPSPEC_ASSERT(frame.size() >= ethertype_offset + sizeof place.sll_protocol);
  place.sll_family = AF_PACKET;
  place.sll_ifindex = interface_index;
  std::memcpy(&place.sll_protocol, frame.data() + ethertype_offset, sizeof place.sll_protocol);
  return send_to(socket_, frame, place);
}

std::expected<PeerSender, Error> PeerSender::open(int interface_index, Family family) {
  // IPPROTO_RAW: the header is ours, with any source address, and nothing is received.
  Descriptor socket = make_socket(domain_of(family), SOCK_RAW, IPPROTO_RAW);
  if (!socket || !bind_to_interface(socket, interface_index)) {
    return std::unexpected{
        system_error(fmt::format("open a socket for unicast VRRP over {}", name_of(family)), interface_index)};
  }
  set_urgent(socket);
  return PeerSender{std::move(socket)};
}

int PeerSender::send(const wire::IpHeader& header, std::span<const std::uint8_t> message) {
  const Octets packet = vrrp_packet(header, message);
  const auto destination = header.destination.octets();
  if (header.destination.family() == Family::ipv4) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    std::memcpy(&address.sin_addr, destination.data(), destination.size());
    return send_to(socket_, packet, address);
  }
  sockaddr_in6 address{};
  address.sin6_family = AF_INET6;
  std::memcpy(&address.sin6_addr, destination.data(), destination.size());
  return send_to(socket_, packet, address);
}

}  // namespace vrrpspec::impl
