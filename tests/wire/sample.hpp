// Adverts to test the codec with: every version, family, authentication and reading of the IPv4 checksum.
#pragma once

#include <rapidcheck.h>

#include <cstdint>
#include <ostream>
#include <vector>

#include "model/wire/wire.hpp"

namespace vrrpspec::wire {

/// An advert that is right in all respects, and how it is sent.
struct Sample {
  Advertisement advertisement;
  Profile profile;
  Authentication authentication{};

  [[nodiscard]] Family family() const { return advertisement.source.family(); }
  [[nodiscard]] IpHeader header() const {
    return {.source = advertisement.source, .destination = vrrp_multicast_group(family())};
  }
  [[nodiscard]] std::vector<std::uint8_t> message() const {
    return encode(advertisement, header().destination, profile, authentication);
  }
  [[nodiscard]] std::expected<Advertisement, Discard> decoded(std::span<const std::uint8_t> message) const {
    return decode(message, header(), profile, authentication);
  }
};
void showValue(const Sample& sample, std::ostream& stream);

/// Simple fixed samples, to be changed in one place by a test.
Sample sample_v3_ipv4();
Sample sample_v3_ipv6();
Sample sample_v2();

/// Any sample at all, shrinking towards few addresses and small numbers.
rc::Gen<Sample> any_sample();

/// Writes a right checksum into a message whose octets were changed.
void repair_checksum(std::vector<std::uint8_t>& message, const Sample& sample);

}  // namespace vrrpspec::wire
