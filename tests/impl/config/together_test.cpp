// What only several instances together can have wrong.
#include <gtest/gtest.h>

#include "tests/impl/config/reading.hpp"

namespace vrrpspec::impl {
namespace {

std::string instance(std::string_view name, std::string_view interface, int vrid, std::string_view address,
                     std::string_view statements = "use_vmac") {
  return "vrrp_instance " + std::string{name} + " {\nversion 3\ninterface " + std::string{interface} +
         "\nvirtual_router_id " + std::to_string(vrid) + "\nvirtual_ipaddress {\n" + std::string{address} + "\n}\n" +
         std::string{statements} + "\n}\n";
}

TEST(Instances, have_names_of_their_own) {
  expect_said(instance("A", "eth0", 1, "192.0.2.1") + instance("A", "eth0", 2, "192.0.2.2"), Severity::error,
              "there is another vrrp_instance A, at test.conf:1");
}

TEST(Instances, of_one_name_are_told_of_once_whatever_else_they_share) {
  EXPECT_EQ(read(instance("A", "eth0", 1, "192.0.2.1") + instance("A", "eth0", 1, "192.0.2.1")).diagnostics.size(), 1U);
}

TEST(Instances, are_placed_where_they_begin) {
  const Loaded loaded = read(instance("A", "eth0", 1, "192.0.2.1") + " " + instance("B", "eth0", 2, "192.0.2.2"));
  ASSERT_EQ(loaded.instances.size(), 2U);
  EXPECT_EQ(to_string(loaded.instances[0]), "test.conf:1");
  EXPECT_EQ(to_string(loaded.instances[1]), "test.conf:10");
  EXPECT_EQ(loaded.instances[1].column, 2U);
}

TEST(Instances, of_one_interface_and_family_have_different_vrids) {
  expect_said(instance("A", "eth0", 1, "192.0.2.1") + instance("B", "eth0", 1, "192.0.2.2"), Severity::error,
              "A and B both have virtual_router_id 1 on eth0");
  EXPECT_EQ(messages(read(instance("A", "eth0", 1, "192.0.2.1") + instance("B", "eth0", 1, "fe80::1"))), "");
}

TEST(Instances, do_not_share_an_address) {
  expect_said(instance("A", "eth0", 1, "192.0.2.1") + instance("B", "eth1", 2, "192.0.2.1"), Severity::error,
              "192.0.2.1 is a virtual address of A, too");
  EXPECT_EQ(messages(read(instance("A", "eth0", 1, "fe80::1") + instance("B", "eth1", 2, "fe80::1"))), "");
  expect_said(instance("A", "eth0", 1, "fe80::1") + instance("B", "eth0", 2, "fe80::1"), Severity::error,
              "fe80::1 is a virtual address of A, too");
}

TEST(Instances, have_links_of_their_own) {
  const std::string text = instance("A", "eth0", 1, "192.0.2.1") + instance("B", "eth1", 1, "192.0.2.2");
  const Loaded loaded = read(text);
  ASSERT_TRUE(loaded.is_usable());
  EXPECT_FALSE(loaded.configuration.instances.at(0).link_name);
  EXPECT_FALSE(loaded.configuration.instances.at(1).link_name);
  expect_said(instance("A", "eth0", 1, "192.0.2.1", "use_vmac eth0"), Severity::error, "the name eth0 of its link");
}

TEST(Instances, have_what_goes_for_all_of_them_said_once) {
  const auto plain = [](const std::string& number) {
    return "vrrp_instance I" + number + " {\ninterface eth0\nvirtual_router_id " + number +
           "\nvirtual_ipaddress {\n192.0.2." + number + "\n}\n}\n";
  };
  expect_said(plain("1") + plain("2"), Severity::note, "speaks VRRPv2, which is keepalived's default");
  expect_said(plain("1") + plain("2"), Severity::note, "I1 uses the virtual MAC address");
}

TEST(Instances, are_bounded_in_number) {
  std::string text;
  for (int i = 0; i < 513; ++i) {
    text += instance("I" + std::to_string(i), "e" + std::to_string(i), 1,
                     "10.0." + std::to_string(i / 250) + "." + std::to_string(i % 250 + 1));
  }
  expect_said(text, Severity::error, "more than 512 instances");
}

TEST(Entries, are_bounded_in_number) {
  std::string text = "virtual_ipaddress_excluded {\n";
  for (int i = 0; i < 16'385; ++i) text += "10.1." + std::to_string(i / 256) + "." + std::to_string(i % 256) + "\n";
  expect_said(instance("A", "eth0", 1, "192.0.2.1", text + "}\n"), Severity::error, "more than 16384 addresses");
}

TEST(Messages, come_in_the_order_of_the_text_and_end) {
  std::string text = "vrrp_instance A {\n";
  for (int i = 0; i < 2000; ++i) text += "x\n";
  const Loaded loaded = read(text + "}\n");
  ASSERT_EQ(loaded.diagnostics.size(), 501U);
  EXPECT_FALSE(loaded.is_usable());
  for (std::size_t i = 1; i < loaded.diagnostics.size(); ++i) {
    EXPECT_LE(loaded.diagnostics[i - 1].at.line, loaded.diagnostics[i].at.line);
  }
}

}  // namespace
}  // namespace vrrpspec::impl
