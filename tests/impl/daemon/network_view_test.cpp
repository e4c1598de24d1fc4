#include "impl/daemon/network_view.hpp"

#include <gtest/gtest.h>

namespace vrrpspec::impl {
namespace {

const Link eth0{.index = 2, .name = "eth0", .is_up = true, .is_running = true, .kind = {}, .alias = {}};

InterfaceAddress address(const char* text, bool usable = true) {
  return {.interface_index = eth0.index, .address = *IpAddress::parse(text), .prefix_length = 24, .is_usable = usable};
}

InstanceConfiguration instance(Family family, Priority priority) {
  InstanceConfiguration configuration;
  configuration.interface = eth0.name;
  configuration.family = family;
  configuration.priority = priority;
  configuration.addresses = {
      {.address = *IpAddress::parse(family == Family::ipv4 ? "192.0.2.1" : "fe80::1"), .prefix_length = 24}};
  return configuration;
}

NetworkView view_with(const std::vector<InterfaceAddress>& addresses) {
  NetworkView view;
  view.replace({eth0}, addresses);
  return view;
}

TEST(PrimaryAddress, is_the_first_real_one) {
  const NetworkView view = view_with({address("192.0.2.1"), address("192.0.2.11"), address("192.0.2.12")});
  EXPECT_EQ(view.primary_address(eth0, instance(Family::ipv4, Priority{100})), IpAddress::v4(192, 0, 2, 11));
}

TEST(PrimaryAddress, of_an_owner_may_be_a_virtual_one) {
  const NetworkView view = view_with({address("192.0.2.1"), address("192.0.2.11")});
  EXPECT_EQ(view.primary_address(eth0, instance(Family::ipv4, priority_owner)), IpAddress::v4(192, 0, 2, 1));
}

TEST(PrimaryAddress, is_link_local_in_ipv6_and_not_before_it_is_known_to_be_unique) {
  NetworkView view = view_with({address("2001:db8::11"), address("fe80::11", false)});
  const InstanceConfiguration configuration = instance(Family::ipv6, Priority{100});
  EXPECT_FALSE(view.primary_address(eth0, configuration));
  view.apply(AddressAdded{address("fe80::11")});
  EXPECT_EQ(view.primary_address(eth0, configuration), IpAddress::parse("fe80::11"));
}

TEST(PrimaryAddress, is_the_configured_one) {
  InstanceConfiguration configuration = instance(Family::ipv4, Priority{100});
  configuration.source = IpAddress::v4(192, 0, 2, 12);
  EXPECT_EQ(view_with({address("192.0.2.11")}).primary_address(eth0, configuration), configuration.source);
}

TEST(PrimaryAddress, is_missing_where_only_virtual_ones_are) {
  EXPECT_FALSE(view_with({address("192.0.2.1")}).primary_address(eth0, instance(Family::ipv4, Priority{100})));
}

TEST(NetworkView, follows_a_link_through_its_life) {
  NetworkView view = view_with({address("192.0.2.11")});
  Link renamed = eth0;
  renamed.name = "lan0";
  view.apply(LinkChanged{renamed});
  EXPECT_EQ(view.find("eth0"), nullptr);
  ASSERT_NE(view.find("lan0"), nullptr);
  view.apply(LinkGone{.index = eth0.index, .name = "lan0"});
  EXPECT_EQ(view.find(eth0.index), nullptr);
  EXPECT_FALSE(view.has(eth0.index, IpAddress::v4(192, 0, 2, 11)));
}

TEST(NetworkView, forgets_an_address_that_is_gone) {
  NetworkView view = view_with({address("192.0.2.11")});
  view.apply(AddressGone{address("192.0.2.11")});
  EXPECT_FALSE(view.has(eth0.index, IpAddress::v4(192, 0, 2, 11)));
}

}  // namespace
}  // namespace vrrpspec::impl
