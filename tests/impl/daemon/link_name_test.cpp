#include "impl/daemon/link_name.hpp"

#include <gtest/gtest.h>

namespace vrrpspec::impl {
namespace {

TEST(LinkName, is_given_or_tells_the_vrid) {
  InstanceConfiguration instance;
  instance.vrid = *Vrid::from(51);
  EXPECT_EQ(link_name_for(instance, {}), "vrrp.51");
  instance.family = Family::ipv6;
  EXPECT_EQ(link_name_for(instance, {}), "vrrp6.51");
  instance.link_name = "lan";
  EXPECT_EQ(link_name_for(instance, {"lan"}), "lan");
}

TEST(LinkName, has_a_number_where_another_link_has_it) {
  InstanceConfiguration instance;
  instance.vrid = *Vrid::from(51);
  EXPECT_EQ(link_name_for(instance, {"vrrp.51"}), "vrrp.51.2");
  EXPECT_EQ(link_name_for(instance, {"vrrp.51", "vrrp.51.2"}), "vrrp.51.3");
}

}  // namespace
}  // namespace vrrpspec::impl
