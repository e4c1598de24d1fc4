// What is heard before the first word, and when the tester must not say it.
#include "harness/lab/nic/listening.hpp"

#include <gtest/gtest.h>

#include "tests/harness/lab/nic/wire.hpp"

namespace vrrpspec::harness {
namespace {

HeardRouter heard(const AdvertFrame& frame, HeardFrom from = HeardFrom::wire) {
  Listening listening;
  const auto router = listening.hear(build(frame), from);
  EXPECT_TRUE(router);
  return router.value_or(HeardRouter{});
}

TEST(Listening, tells_of_each_router_once) {
  Listening listening;
  const auto hear = [&](const IpAddress& source, unsigned vrid) {
    return listening.hear(build(advert_of(source, vrid)), HeardFrom::wire).has_value();
  };
  EXPECT_TRUE(hear(device_address, 51));
  EXPECT_FALSE(hear(device_address, 51));
  EXPECT_TRUE(hear(device_address, 7));
  EXPECT_TRUE(hear(IpAddress::v4(192, 0, 2, 7), 51));
  EXPECT_TRUE(listening.hear(build(advert_of(device_address, 51)), HeardFrom::this_machine));
}

TEST(Listening, hears_nothing_but_vrrp) {
  Listening listening;
  EXPECT_FALSE(listening.hear(gratuitous_arp(virtual_address, virtual_mac, virtual_mac), HeardFrom::wire));
  AdvertFrame other = advert_of(device_address);
  other.protocol = 113;
  EXPECT_FALSE(listening.hear(build(other), HeardFrom::wire));
  EXPECT_FALSE(listening.hear({}, HeardFrom::wire));
}

TEST(Listening, describes_a_router_by_what_it_says) {
  EXPECT_EQ(describe(heard(advert_of(IpAddress::v4(192, 0, 2, 7)))),
            "VRID 51 of 192.0.2.7 (00:00:5e:00:01:33): VRRPv3, priority 100, every 0.50 s");
  AdvertFrame old = advert_of(IpAddress::v4(192, 0, 2, 7), 9);
  old.version = 2;
  old.max_adver_int = 3;
  EXPECT_EQ(describe(heard(old, HeardFrom::this_machine)),
            "VRID 9 of 192.0.2.7 (00:00:5e:00:01:33): VRRPv2, priority 100, every 3 s, sent by this machine");
}

TEST(Objection, the_device_itself_may_be_heard) {
  EXPECT_EQ(objection_to(heard(advert_of(device_address)), parties()), "");
}

TEST(Objection, routers_with_other_numbers_do_not_matter) {
  EXPECT_EQ(objection_to(heard(advert_of(IpAddress::v4(192, 0, 2, 7), 7)), parties()), "");
  EXPECT_EQ(objection_to(heard(advert_of(device_address, 7)), parties()), "");
}

TEST(Objection, another_router_with_a_number_of_ours_is_refused) {
  for (const unsigned vrid : {51U, 52U}) {
    const std::string why = objection_to(heard(advert_of(IpAddress::v4(192, 0, 2, 7), vrid)), parties());
    EXPECT_NE(why.find("VRID " + std::to_string(vrid) + " is alive: 192.0.2.7"), std::string::npos) << why;
  }
}

TEST(Objection, a_router_that_says_goodbye_is_refused_too) {
  AdvertFrame goodbye = advert_of(IpAddress::v4(192, 0, 2, 7));
  goodbye.priority = 0;
  EXPECT_NE(objection_to(heard(goodbye), parties()), "");
}

TEST(Objection, the_device_must_not_use_the_other_number) {
  const std::string why = objection_to(heard(advert_of(device_address, 52)), parties());
  EXPECT_NE(why.find("the device uses VRID 52"), std::string::npos) << why;
}

TEST(Objection, a_router_of_this_machine_is_refused_with_the_device_address_too) {
  const std::string why = objection_to(heard(advert_of(device_address), HeardFrom::this_machine), parties());
  EXPECT_NE(why.find("this machine itself"), std::string::npos) << why;
}

TEST(Objection, who_insists_gets_none) {
  WireParties insisting = parties();
  insisting.even_if_alive = true;
  EXPECT_EQ(objection_to(heard(advert_of(IpAddress::v4(192, 0, 2, 7))), insisting), "");
}

TEST(Misconfiguration, is_what_the_device_says_other_than_the_card) {
  EXPECT_EQ(misconfiguration(heard(advert_of(device_address)), parties()), "");
  AdvertFrame wrong = advert_of(device_address);
  wrong.priority = 150;
  wrong.max_adver_int = 100;
  wrong.addresses = {IpAddress::v4(192, 0, 2, 101)};
  EXPECT_EQ(misconfiguration(heard(wrong), parties()),
            "the device advertises priority 150 and not 100, an interval in centiseconds of 100 and not 50, the "
            "addresses 192.0.2.101: is it configured as the card says?");
  wrong.source = IpAddress::v4(192, 0, 2, 7);
  EXPECT_EQ(misconfiguration(heard(wrong), parties()), "") << "not the device";
}

TEST(Misconfiguration, a_goodbye_says_nothing_of_the_priority) {
  AdvertFrame goodbye = advert_of(device_address);
  goodbye.priority = 0;
  EXPECT_EQ(misconfiguration(heard(goodbye), parties()), "");
}

TEST(Misconfiguration, seconds_of_version_2_are_no_centiseconds) {
  AdvertFrame old = advert_of(device_address);
  old.version = 2;
  old.max_adver_int = 1;
  EXPECT_EQ(misconfiguration(heard(old), parties()),
            "the device advertises version 2 and not 3, an interval in centiseconds of 100 and not 50: is it "
            "configured as the card says?");
}

}  // namespace
}  // namespace vrrpspec::harness
