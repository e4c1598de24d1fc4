// The daemon's sockets: adverts come in through raw IP sockets that are members of the VRRP group on one interface;
// questions (ARP, Neighbor and Router Solicitations) through packet sockets with a filter; whole frames go out through
// one packet socket. None blocks; each receive call is bounded, so that no flood keeps the loop from its timers.
#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <functional>
#include <memory>
#include <span>
#include <utility>
#include <vector>

#include "impl/descriptor.hpp"
#include "impl/error.hpp"
#include "impl/frame/frames.hpp"
#include "model/types.hpp"
#include "model/wire/wire.hpp"

namespace vrrpspec::impl {

/// What arrived for protocol 112: the IP payload, and what the IP header said.
struct VrrpDatagram {
  std::span<const std::uint8_t> message;
  wire::IpHeader header;
};

/// Raw IP socket of one interface and family. While a macvlan on the interface is up, the kernel gives it what other
/// routers send from its own (virtual) MAC address; in mode vepa the interface hears that too, in mode private it does
/// not.
class VrrpListener {
 public:
  /// Joins the group on the interface when `joins_group`; without it only what is sent to this machine arrives.
  /// Interface 0: from any, and then without the group.
  static std::expected<VrrpListener, Error> open(int interface_index, Family family, bool joins_group);
  VrrpListener(VrrpListener&&) noexcept;
  VrrpListener& operator=(VrrpListener&&) noexcept;
  ~VrrpListener();
  [[nodiscard]] int descriptor() const { return socket_.number(); }
  /// Reads what waits, at most `limit` datagrams; returns how many. Those of more than 9216 octets, more than twice the
  /// longest advert, are dropped. What `on_datagram` is given ends with its call.
  std::size_t receive(std::size_t limit, const std::function<void(const VrrpDatagram&)>& on_datagram);

 private:
  struct Batch;
  VrrpListener(Descriptor socket, int interface_index, Family family, bool joins_group);
  [[nodiscard]] bool is_wanted(const IpAddress& destination) const;
  Descriptor socket_;
  std::unique_ptr<Batch> batch_;
  int interface_index_;
  Family family_;
  bool joins_group_;
};

/// Hears the ARP requests (IPv4) or Neighbor and Router Solicitations (IPv6) that arrive on one interface. What the
/// machine itself sends is not heard. What is sent to the virtual MAC address alone arrives on the macvlan that has it,
/// what is sent to all or to a group there and on the interface below.
class QuestionListener {
 public:
  static std::expected<QuestionListener, Error> open(int interface_index, Family family);
  [[nodiscard]] int descriptor() const { return socket_.number(); }
  /// Only questions for one of these addresses pass the kernel's filter (Router Solicitations always do); what waited
  /// before still comes, and where the addresses are too many for the kernel, so do all questions: compare the target.
  /// The kernel is asked to take in the solicited-node groups of IPv6 addresses on the interface, and sends the MLD
  /// reports (390); with them the group of all routers. On an error the other groups are joined all the same.
  std::expected<void, Error> set_targets(std::span<const IpAddress> addresses);
  /// Reads what waits, at most `limit` frames; returns how many. What `on_frame` is given ends with its call.
  std::size_t receive(std::size_t limit, const std::function<void(std::span<const std::uint8_t>)>& on_frame);

 private:
  QuestionListener(Descriptor socket, Descriptor membership, int interface_index, Family family);
  std::expected<void, Error> set_groups(const std::vector<IpAddress>& wanted);
  Descriptor socket_;
  Descriptor membership_;          ///< IPv6: holds the group memberships
  std::vector<IpAddress> groups_;  ///< those joined, sorted
  int interface_index_;
  Family family_;
};

/// Sends whole Ethernet frames on any interface. Failures are counted, not thrown: an interface may vanish any time.
class FrameSender {
 public:
  static std::expected<FrameSender, Error> open();
  /// The errno of the failure, 0 when the kernel took it. `frame` has an Ethernet header at least.
  int send(int interface_index, std::span<const std::uint8_t> frame);

 private:
  explicit FrameSender(Descriptor socket) : socket_{std::move(socket)} {}
  Descriptor socket_;
};

/// Sends VRRP messages to unicast peers, with the source address and TTL that are asked for.
class PeerSender {
 public:
  /// Interface 0: that which the route to the peer names.
  static std::expected<PeerSender, Error> open(int interface_index, Family family);
  /// The errno of the failure, 0 when the kernel took it.
  int send(const wire::IpHeader& header, std::span<const std::uint8_t> message);

 private:
  explicit PeerSender(Descriptor socket) : socket_{std::move(socket)} {}
  Descriptor socket_;
};

}  // namespace vrrpspec::impl
