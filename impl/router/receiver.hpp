// The receive checks of section 7.1 for one virtual router, with their counters; and section 8.4: VRRPv2 beside VRRPv3.
#pragma once

#include <expected>
#include <optional>
#include <span>

#include "impl/config/configuration.hpp"
#include "impl/router/status.hpp"
#include "model/advertisement.hpp"
#include "model/wire/wire.hpp"

namespace vrrpspec::impl {

class Receiver {
 public:
  explicit Receiver(const InstanceConfiguration& configuration);
  /// Goes on counting.
  void reconfigure(const InstanceConfiguration& configuration);

  /// The advert to be processed; else the check that it failed, or nothing when it is none of this router's: not to the
  /// group, not of a peer, or VRRPv2 of who is heard in VRRPv3. Errors are counted in `counters` or, where RFC 6527 has
  /// no counter of the virtual router, in unattributed().
  std::expected<Advertisement, std::optional<wire::Discard>> receive(std::span<const std::uint8_t> message,
                                                                     const wire::IpHeader& header,
                                                                     const Parameters& parameters, Instant now,
                                                                     Counters& counters);
  [[nodiscard]] const DaemonCounters& unattributed() const { return unattributed_; }

 private:
  [[nodiscard]] bool comes_from_a_peer(const wire::IpHeader& header) const;
  void count(wire::DiscardReason reason, Counters& counters);
  bool is_shadowed(const Advertisement& advert, Instant now);

  Versions versions_;
  const Profile* profile_;
  Profile v2_profile_;
  wire::Authentication authentication_;
  AddressList addresses_;
  std::vector<IpAddress> peers_;
  IpAddress group_;
  DaemonCounters unattributed_;
  /// Section 8.4.2: whose VRRPv3 adverts were heard last, and until when they count as being heard.
  IpAddress v3_source_;
  std::optional<Instant> v3_heard_until_;
};

/// What the adverts of a router carry.
AddressList advertised_addresses(const InstanceConfiguration& configuration);
/// The password as a VRRPv2 trailer, or none.
wire::Authentication authentication_of(const InstanceConfiguration& configuration);

}  // namespace vrrpspec::impl
