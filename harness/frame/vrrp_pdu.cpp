#include "harness/frame/vrrp_pdu.hpp"

#include <tins/ip.h>
#include <tins/ipv6.h>
#include <tins/pdu_allocator.h>

#include <algorithm>
#include <array>

namespace vrrpspec::harness {
namespace {

IpAddress address_of(const Tins::IPv4Address& address) {
  std::array<std::uint8_t, 4> octets{};
  const std::uint32_t value = address;  // in network byte order
  std::copy_n(reinterpret_cast<const std::uint8_t*>(&value), octets.size(), octets.begin());
  return IpAddress::from_octets(octets);
}

IpAddress address_of(const Tins::IPv6Address& address) {
  std::array<std::uint8_t, 16> octets{};
  address.copy(octets.begin());
  return IpAddress::from_octets(octets);
}

}  // namespace

VrrpPdu::VrrpPdu(const MessageFields& fields, const Lies& lies) : octets_{write_message(fields)}, lies_{lies} {
  if (lies.truncate_to && *lies.truncate_to < octets_.size()) octets_.resize(*lies.truncate_to);
}

VrrpPdu::VrrpPdu(const std::uint8_t* octets, std::uint32_t size) : octets_{octets, octets + size} {}

void VrrpPdu::register_protocol() {
  [[maybe_unused]] static const bool once = [] {
    Tins::Allocators::register_allocator<Tins::IP, VrrpPdu>(vrrp_protocol_number);
    Tins::Allocators::register_allocator<Tins::IPv6, VrrpPdu>(vrrp_protocol_number);
    return true;
  }();
}

std::vector<std::uint8_t> VrrpPdu::sealed(const IpAddress& source, const IpAddress& destination) const {
  std::vector<std::uint8_t> message = octets_;
  if (!lies_) return message;
  const bool ipv4 = source.family() == Family::ipv4;
  const bool plain = ipv4 && (lies_->plain_ipv4_checksum || fields().version == 2);
  seal(message, plain ? 0 : pseudo_header_sum(source, destination, message.size()), lies_->checksum_error);
  return message;
}

void VrrpPdu::write_serialization(std::uint8_t* buffer, std::uint32_t /*total_size*/) {
  std::vector<std::uint8_t> message = octets_;
  if (const auto* ip = dynamic_cast<const Tins::IP*>(parent_pdu())) {
    message = sealed(address_of(ip->src_addr()), address_of(ip->dst_addr()));
  } else if (const auto* ipv6 = dynamic_cast<const Tins::IPv6*>(parent_pdu())) {
    message = sealed(address_of(ipv6->src_addr()), address_of(ipv6->dst_addr()));
  }
  std::ranges::copy(message, buffer);
}

}  // namespace vrrpspec::harness
