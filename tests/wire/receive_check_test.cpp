// The checks against the local configuration, each with its twin.
#include <gtest/gtest.h>

#include "tests/wire/sample.hpp"

namespace vrrpspec::wire {
namespace {

class ReceiveCheck : public testing::Test {
 protected:
  Sample sample = sample_v3_ipv4();
  Parameters parameters{.vrid = Vrid::from(7).value(), .primary_address = IpAddress::v4(192, 0, 2, 2)};
  AddressList addresses = sample.advertisement.addresses;

  std::optional<Discard> check(const Profile& profile) const {
    return receive_check(sample.advertisement, parameters, addresses, profile);
  }
};

TEST_F(ReceiveCheck, passes_under_every_profile) {
  for (const Profile* profile : all_profiles()) EXPECT_EQ(check(*profile), std::nullopt) << profile->name;
}

TEST_F(ReceiveCheck, discards_another_vrid) {
  parameters.vrid = Vrid::from(8).value();
  for (const Profile* profile : all_profiles()) {
    EXPECT_EQ(check(*profile), Discard{DiscardReason::vrid_not_configured}) << profile->name;
  }
}

TEST_F(ReceiveCheck, discards_the_same_vrid_of_the_other_family) {
  sample = sample_v3_ipv6();
  EXPECT_EQ(check(rfc5798), Discard{DiscardReason::vrid_not_configured});
  parameters.family = Family::ipv6;
  EXPECT_EQ(check(rfc5798), std::nullopt);
}

TEST_F(ReceiveCheck, discards_everything_at_the_owner_unless_the_profile_lets_it_hear) {
  parameters.priority = priority_owner;
  EXPECT_EQ(check(rfc5798), Discard{DiscardReason::local_router_is_owner});
  EXPECT_EQ(check(rfc3768), Discard{DiscardReason::local_router_is_owner});
  EXPECT_EQ(check(rfc9568), std::nullopt);
}

TEST_F(ReceiveCheck, discards_another_interval_in_vrrpv2_only) {
  parameters.advertisement_interval = Centiseconds{200};
  EXPECT_EQ(check(rfc3768), Discard{DiscardReason::interval_mismatch});
  EXPECT_EQ(check(rfc5798), std::nullopt);
  EXPECT_EQ(check(rfc9568), std::nullopt);
}

TEST_F(ReceiveCheck, discards_another_address_list_in_vrrpv2_only) {
  addresses[1] = IpAddress::v4(203, 0, 113, 9);
  EXPECT_EQ(check(rfc3768), Discard{DiscardReason::address_list_mismatch});
  EXPECT_EQ(check(rfc5798), std::nullopt);
  EXPECT_EQ(check(rfc9568), std::nullopt);
}

TEST_F(ReceiveCheck, discards_a_shorter_and_a_longer_address_list_in_vrrpv2) {
  addresses.pop_back();
  EXPECT_EQ(check(rfc3768), Discard{DiscardReason::address_list_mismatch});
  addresses = sample.advertisement.addresses;
  addresses.push_back(addresses.front());
  EXPECT_EQ(check(rfc3768), Discard{DiscardReason::address_list_mismatch});
}

TEST_F(ReceiveCheck, takes_the_address_list_in_any_order) {
  std::swap(addresses[0], addresses[1]);
  EXPECT_EQ(check(rfc3768), std::nullopt);
}

TEST_F(ReceiveCheck, processes_another_address_list_when_the_owner_sent_it) {
  addresses.clear();
  sample.advertisement.priority = priority_owner;
  EXPECT_EQ(check(rfc3768), std::nullopt);
  sample.advertisement.priority = Priority{254};
  EXPECT_EQ(check(rfc3768), Discard{DiscardReason::address_list_mismatch});
}

TEST_F(ReceiveCheck, asks_the_owner_for_its_interval_all_the_same) {
  parameters.advertisement_interval = Centiseconds{200};
  sample.advertisement.priority = priority_owner;
  EXPECT_EQ(check(rfc3768), Discard{DiscardReason::interval_mismatch});
}

}  // namespace
}  // namespace vrrpspec::wire
