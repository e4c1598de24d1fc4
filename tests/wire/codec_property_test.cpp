// What holds for every advert: it comes back as it went, and no damage goes unseen.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <optional>

#include "model/wire/layout.hpp"
#include "tests/wire/sample.hpp"

namespace vrrpspec::wire {
namespace {

std::optional<DiscardReason> reason_of(const std::expected<Advertisement, Discard>& outcome) {
  return outcome ? std::nullopt : std::optional{outcome.error().reason};
}

/// Where either reading is accepted, an error that equals the pseudo-header's own sum turns one reading into the other.
bool readings_differ_by_one_bit(const Sample& sample, std::size_t size) {
  if (sample.profile.ipv4_checksum != Ipv4Checksum::either) return false;
  const unsigned sum = pseudo_header_sum(sample.header(), size) % 0xffff;
  for (unsigned bit = 0; bit < 16; ++bit) {
    if (sum == 1U << bit || sum == 0xffff - (1U << bit)) return true;
  }
  return false;
}

RC_GTEST_PROP(AdvertisementCodec, decodes_what_it_encoded, ()) {
  const Sample sample = *any_sample();
  const auto outcome = sample.decoded(sample.message());
  RC_ASSERT(outcome.has_value());
  RC_ASSERT(*outcome == sample.advertisement);
}

RC_GTEST_PROP(AdvertisementCodec, encodes_as_long_as_the_layout_says, ()) {
  const Sample sample = *any_sample();
  const std::size_t addresses = sample.advertisement.addresses.size() * (sample.family() == Family::ipv4 ? 4 : 16);
  RC_ASSERT(sample.message().size() == 8 + addresses + (sample.advertisement.version == Version::v2 ? 8 : 0));
}

RC_GTEST_PROP(AdvertisementCodec, tells_the_authentication_it_encoded, ()) {
  const Sample sample = *any_sample();
  const auto told = authentication_of(sample.message());
  RC_ASSERT(told.has_value() == (sample.advertisement.version == Version::v2));
  RC_ASSERT(!told || *told == sample.authentication);
}

RC_GTEST_PROP(AdvertisementCodec, discards_every_single_flipped_bit, ()) {
  const Sample sample = *any_sample();
  std::vector<std::uint8_t> message = sample.message();
  RC_PRE(!readings_differ_by_one_bit(sample, message.size()));
  for (std::size_t bit = 0; bit < message.size() * 8; ++bit) {
    const std::size_t octet = bit / 8;
    message[octet] = static_cast<std::uint8_t>(message[octet] ^ (1U << bit % 8));
    const auto reason = reason_of(sample.decoded(message));
    RC_ASSERT(reason.has_value());
    if (octet != layout::version_type && octet != layout::count) RC_ASSERT(*reason == DiscardReason::wrong_checksum);
    message[octet] = static_cast<std::uint8_t>(message[octet] ^ (1U << bit % 8));
  }
}

RC_GTEST_PROP(AdvertisementCodec, discards_every_shorter_message, ()) {
  const Sample sample = *any_sample();
  const std::vector<std::uint8_t> message = sample.message();
  for (std::size_t size = 0; size < message.size(); ++size) {
    // A buffer of its own: the sanitizer sees the first octet read past it.
    const std::vector<std::uint8_t> shorter(message.begin(), message.begin() + static_cast<std::ptrdiff_t>(size));
    RC_ASSERT(reason_of(sample.decoded(shorter)) == DiscardReason::incomplete);
  }
}

RC_GTEST_PROP(AdvertisementCodec, accepts_a_longer_message_whose_checksum_covers_all_of_it, ()) {
  const Sample sample = *any_sample();
  std::vector<std::uint8_t> message = sample.message();
  const auto surplus = *rc::gen::nonEmpty<std::vector<std::uint8_t>>();
  message.insert(message.end(), surplus.begin(), surplus.end());
  repair_checksum(message, sample);
  const auto outcome = sample.decoded(message);
  RC_ASSERT(outcome.has_value());
  RC_ASSERT(*outcome == sample.advertisement);
}

RC_GTEST_PROP(AdvertisementCodec, ignores_the_reserved_bits, (std::uint8_t reserved)) {
  const Sample sample =
      *rc::gen::suchThat(any_sample(), [](const Sample& drawn) { return drawn.advertisement.version == Version::v3; });
  std::vector<std::uint8_t> message = sample.message();
  message[layout::interval] = static_cast<std::uint8_t>(message[layout::interval] | (reserved & 0xf0));
  repair_checksum(message, sample);
  const auto outcome = sample.decoded(message);
  RC_ASSERT(outcome.has_value());
  RC_ASSERT(*outcome == sample.advertisement);
}

RC_GTEST_PROP(AdvertisementCodec, takes_any_octets, (const std::vector<std::uint8_t>& octets)) {
  const Sample sample = *any_sample();
  const auto outcome = sample.decoded(octets);
  RC_ASSERT(!outcome || octets.size() >= layout::addresses);
  const auto told = authentication_of(octets);
  RC_ASSERT(!told || octets.size() >= layout::addresses + layout::auth_data_size);
}

}  // namespace
}  // namespace vrrpspec::wire
