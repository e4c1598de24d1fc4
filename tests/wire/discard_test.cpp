// Each receive check both ways: a packet that is right but for one thing, and its twin that passes.
#include <gtest/gtest.h>

#include <functional>
#include <optional>

#include "model/wire/layout.hpp"
#include "tests/wire/sample.hpp"

namespace vrrpspec::wire {
namespace {

using Octets = std::vector<std::uint8_t>;

/// The reason for which `sample` is discarded after `change`, its checksum being right.
std::optional<DiscardReason> reason_after(const Sample& sample, const std::function<void(Octets&)>& change) {
  Octets message = sample.message();
  change(message);
  if (message.size() >= layout::addresses) repair_checksum(message, sample);
  const auto outcome = sample.decoded(message);
  return outcome ? std::nullopt : std::optional{outcome.error().reason};
}

std::optional<DiscardReason> reason_for(const Sample& sample) {
  return reason_after(sample, [](Octets&) {});
}

std::optional<DiscardReason> reason_with_ttl(const Sample& sample, std::uint8_t ttl) {
  IpHeader header = sample.header();
  header.ttl = ttl;
  const auto outcome = decode(sample.message(), header, sample.profile, sample.authentication);
  return outcome ? std::nullopt : std::optional{outcome.error().reason};
}

const auto set = [](std::size_t offset, int value) {
  return [offset, value](Octets& message) { message[offset] = static_cast<std::uint8_t>(value); };
};

class EverySample : public testing::TestWithParam<Sample (*)()> {};
INSTANTIATE_TEST_SUITE_P(Kinds, EverySample, testing::Values(sample_v3_ipv4, sample_v3_ipv6, sample_v2));

TEST_P(EverySample, passes) {
  EXPECT_EQ(reason_for(GetParam()()), std::nullopt);
}

TEST_P(EverySample, is_discarded_with_any_ttl_but_255) {
  for (int ttl = 0; ttl < 255; ++ttl) {
    EXPECT_EQ(reason_with_ttl(GetParam()(), static_cast<std::uint8_t>(ttl)), DiscardReason::ttl_not_255) << ttl;
  }
  EXPECT_EQ(reason_with_ttl(GetParam()(), 255), std::nullopt);
}

TEST_P(EverySample, is_discarded_with_another_version) {
  const Sample sample = GetParam()();
  for (int version = 0; version < 16; ++version) {
    const auto expected = version == static_cast<int>(sample.profile.version)
                              ? std::nullopt
                              : std::optional{DiscardReason::wrong_version};
    EXPECT_EQ(reason_after(sample, set(layout::version_type, version << 4 | 1)), expected) << version;
  }
}

TEST_P(EverySample, is_discarded_with_another_type) {
  const Sample sample = GetParam()();
  for (int type = 0; type < 16; ++type) {
    const auto expected = type == 1 ? std::nullopt : std::optional{DiscardReason::unknown_type};
    const int version = static_cast<int>(sample.profile.version);
    EXPECT_EQ(reason_after(sample, set(layout::version_type, version << 4 | type)), expected) << type;
  }
}

TEST_P(EverySample, is_discarded_when_it_counts_more_addresses_than_it_holds) {
  const Sample sample = GetParam()();
  EXPECT_EQ(reason_after(sample, set(layout::count, 2)), std::nullopt);
  EXPECT_EQ(reason_after(sample, set(layout::count, 3)), DiscardReason::incomplete);
  EXPECT_EQ(reason_after(sample, set(layout::count, 255)), DiscardReason::incomplete);
}

TEST_P(EverySample, is_discarded_when_its_last_octet_is_missing) {
  EXPECT_EQ(reason_after(GetParam()(), [](Octets& message) { message.pop_back(); }), DiscardReason::incomplete);
}

TEST_P(EverySample, is_discarded_when_empty) {
  EXPECT_EQ(reason_after(GetParam()(), [](Octets& message) { message.clear(); }), DiscardReason::incomplete);
}

TEST_P(EverySample, is_discarded_with_a_wrong_checksum) {
  Octets message = GetParam()().message();
  message[layout::checksum] ^= 1;
  EXPECT_EQ(GetParam()().decoded(message).error(), Discard{DiscardReason::wrong_checksum});
}

TEST_P(EverySample, is_discarded_with_vrid_0) {
  EXPECT_EQ(reason_after(GetParam()(), set(layout::vrid, 0)), DiscardReason::vrid_not_configured);
  EXPECT_EQ(reason_after(GetParam()(), set(layout::vrid, 1)), std::nullopt);
}

TEST_P(EverySample, may_count_no_address) {
  Sample sample = GetParam()();
  sample.advertisement.addresses.clear();
  EXPECT_EQ(sample.decoded(sample.message()), sample.advertisement);
}

TEST_P(EverySample, may_have_an_interval_of_0) {
  Sample sample = GetParam()();
  sample.advertisement.max_adver_int = Centiseconds{0};
  EXPECT_EQ(sample.decoded(sample.message()), sample.advertisement);
}

TEST_P(EverySample, may_have_any_priority) {
  for (int priority = 0; priority < 256; ++priority) {
    EXPECT_EQ(reason_after(GetParam()(), set(layout::priority, priority)), std::nullopt) << priority;
  }
}

TEST(Ipv4ChecksumReading, decides_which_checksum_is_right) {
  Sample sample = sample_v3_ipv4();
  const Octets pseudo = sample.message();
  sample.profile.ipv4_checksum = Ipv4Checksum::plain;
  const Octets plain = sample.message();
  EXPECT_TRUE(sample.decoded(plain));
  EXPECT_EQ(sample.decoded(pseudo).error(), Discard{DiscardReason::wrong_checksum});
  sample.profile.ipv4_checksum = Ipv4Checksum::pseudo;
  EXPECT_TRUE(sample.decoded(pseudo));
  EXPECT_EQ(sample.decoded(plain).error(), Discard{DiscardReason::wrong_checksum});
  sample.profile.ipv4_checksum = Ipv4Checksum::either;
  EXPECT_TRUE(sample.decoded(pseudo));
  EXPECT_TRUE(sample.decoded(plain));
}

TEST(Ipv4ChecksumReading, does_not_concern_ipv6) {
  Sample sample = sample_v3_ipv6();
  sample.profile.ipv4_checksum = Ipv4Checksum::plain;
  EXPECT_TRUE(sample.decoded(sample_v3_ipv6().message()));
}

TEST(Ipv4ChecksumReading, does_not_concern_vrrpv2) {
  Sample sample = sample_v2();
  sample.profile.ipv4_checksum = Ipv4Checksum::pseudo;
  EXPECT_TRUE(sample.decoded(sample_v2().message()));
}

TEST(PseudoHeader, covers_the_destination) {
  IpHeader header = sample_v3_ipv4().header();
  header.destination = IpAddress::v4(224, 0, 0, 19);
  EXPECT_EQ(decode(sample_v3_ipv4().message(), header, sample_v3_ipv4().profile).error(),
            Discard{DiscardReason::wrong_checksum});
}

TEST(Rfc9568, discards_a_count_of_0) {
  Sample sample = sample_v3_ipv6();
  sample.profile = rfc9568;
  EXPECT_EQ(reason_for(sample), std::nullopt);
  sample.advertisement.addresses.clear();
  EXPECT_EQ(reason_for(sample), DiscardReason::zero_count);
}

TEST(Rfc9568, discards_an_interval_of_0) {
  Sample sample = sample_v3_ipv4();
  sample.profile = rfc9568;
  sample.advertisement.max_adver_int = Centiseconds{1};
  EXPECT_EQ(reason_for(sample), std::nullopt);
  sample.advertisement.max_adver_int = Centiseconds{0};
  EXPECT_EQ(reason_for(sample), DiscardReason::zero_interval);
}

TEST(Rfc9568, discards_a_first_ipv6_address_that_is_not_link_local) {
  Sample sample = sample_v3_ipv6();
  std::swap(sample.advertisement.addresses[0], sample.advertisement.addresses[1]);
  EXPECT_EQ(reason_for(sample), std::nullopt);
  sample.profile = rfc9568;
  EXPECT_EQ(reason_for(sample), DiscardReason::first_address_not_link_local);
  std::swap(sample.advertisement.addresses[0], sample.advertisement.addresses[1]);
  EXPECT_EQ(reason_for(sample), std::nullopt);
}

TEST(Rfc9568, wants_no_link_local_address_in_ipv4) {
  Sample sample = sample_v3_ipv4();
  sample.profile = rfc9568;
  EXPECT_EQ(reason_for(sample), std::nullopt);
}

TEST(Rfc3768, is_not_spoken_in_ipv6) {
  const Sample ipv6 = sample_v3_ipv6();
  Octets message = ipv6.message();
  message[layout::version_type] = 0x21;
  message.resize(message.size() + layout::auth_data_size);
  repair_checksum(message, ipv6);
  EXPECT_EQ(decode(message, ipv6.header(), rfc3768).error(), Discard{DiscardReason::wrong_version});
}

class Authenticated : public testing::Test {
 protected:
  Sample sample = [] {
    Sample with_password = sample_v2();
    with_password.authentication = {.type = auth_type_simple_text, .data = {'s', 'e', 'c', 'r', 'e', 't'}};
    return with_password;
  }();
};

TEST_F(Authenticated, passes_with_the_right_password) {
  EXPECT_EQ(reason_for(sample), std::nullopt);
}

TEST_F(Authenticated, is_discarded_with_another_password) {
  const std::size_t last = sample.message().size() - 1;
  EXPECT_EQ(reason_after(sample, set(last, 'x')), DiscardReason::authentication_mismatch);
}

TEST_F(Authenticated, is_discarded_with_another_type) {
  for (const int type : {0, 2, 254}) {
    EXPECT_EQ(reason_after(sample, set(layout::auth_type, type)), DiscardReason::authentication_mismatch) << type;
  }
}

TEST_F(Authenticated, is_discarded_where_none_is_configured) {
  const auto outcome = decode(sample.message(), sample.header(), rfc3768);
  EXPECT_EQ(outcome.error(), Discard{DiscardReason::authentication_mismatch});
}

TEST_F(Authenticated, is_discarded_with_an_unknown_type_even_if_configured) {
  Sample unknown = sample_v2();
  unknown.authentication.type = auth_type_simple_text;
  Octets message = unknown.message();
  message[layout::auth_type] = 2;
  repair_checksum(message, unknown);
  unknown.authentication.type = 2;
  EXPECT_EQ(unknown.decoded(message).error(), Discard{DiscardReason::authentication_mismatch});
}

TEST(Unauthenticated, ignores_the_authentication_data) {
  const std::size_t last = sample_v2().message().size() - 1;
  EXPECT_EQ(reason_after(sample_v2(), set(last, 'x')), std::nullopt);
}

TEST(DiscardReason, names_itself_and_a_clause) {
  for (const DiscardReason reason : all_discard_reasons) {
    EXPECT_FALSE(to_string(reason).empty());
    EXPECT_FALSE(name_of(reason).empty());
    EXPECT_TRUE(is_clause(clause_of(reason)));
  }
}

TEST(DiscardReason, names_the_clause_of_the_version_and_the_family) {
  EXPECT_EQ(clause_of(DiscardReason::ttl_not_255), "V3-060"_clause);
  EXPECT_EQ(clause_of(DiscardReason::ttl_not_255, Version::v3, Family::ipv6), "V3-061"_clause);
  EXPECT_EQ(clause_of(DiscardReason::wrong_checksum), "V3-064"_clause);
  EXPECT_EQ(clause_of(DiscardReason::wrong_checksum, Version::v2), "2-06"_clause);
}

}  // namespace
}  // namespace vrrpspec::wire
