#include "impl/daemon/machine_check.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace vrrpspec::impl {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::StartsWith;

constexpr Place at{.file = {}, .line = 3, .column = 1};

Loaded loaded_with(const InstanceConfiguration& instance) {
  Loaded loaded;
  loaded.configuration.instances.push_back(instance);
  loaded.instances.push_back(at);
  return loaded;
}

InstanceConfiguration instance() {
  InstanceConfiguration instance;
  instance.name = "VI";
  instance.interface = "eth0";
  instance.addresses = {{.address = IpAddress::v4(192, 0, 2, 1), .prefix_length = 24}};
  return instance;
}

NetworkView machine_with(const std::vector<const char*>& addresses) {
  NetworkView view;
  std::vector<InterfaceAddress> all;
  for (const char* text : addresses)
    all.push_back({.interface_index = 2, .address = *IpAddress::parse(text), .prefix_length = 24, .is_usable = true});
  view.replace({{.index = 2, .name = "eth0", .is_up = true, .is_running = true, .kind = {}, .alias = {}}}, all);
  return view;
}

std::vector<std::string> said(const Loaded& loaded, const NetworkView& view) {
  std::vector<std::string> texts;
  for (const Diagnostic& diagnostic : check_against_machine(loaded, view)) {
    EXPECT_EQ(diagnostic.severity, Severity::warning);
    EXPECT_EQ(diagnostic.at.line, at.line);
    texts.push_back(diagnostic.what);
  }
  return texts;
}

TEST(MachineCheck, says_nothing_where_all_is_there) {
  EXPECT_THAT(said(loaded_with(instance()), machine_with({"192.0.2.11"})), IsEmpty());
}

TEST(MachineCheck, misses_interfaces) {
  InstanceConfiguration configuration = instance();
  configuration.interface = "eth1";
  EXPECT_THAT(said(loaded_with(configuration), machine_with({})),
              ElementsAre("there is no interface eth1 on this machine now"));
  configuration = instance();
  configuration.addresses[0].device = "eth1";
  EXPECT_THAT(said(loaded_with(configuration), machine_with({"192.0.2.11"})),
              ElementsAre("there is no interface eth1, on which 192.0.2.1 is to be, on this machine now"));
  configuration.accept_mode = false;
  EXPECT_THAT(said(loaded_with(configuration), machine_with({"192.0.2.11"})), IsEmpty());
}

TEST(MachineCheck, finds_a_virtual_address_that_is_the_interfaces_own) {
  InstanceConfiguration configuration = instance();
  EXPECT_THAT(said(loaded_with(configuration), machine_with({"192.0.2.1", "192.0.2.11"})),
              ElementsAre("eth0 has 192.0.2.1, a virtual address of VI"));
  EXPECT_THAT(said(loaded_with(configuration), machine_with({"192.0.2.1"})),
              ElementsAre("eth0 has 192.0.2.1, a virtual address of VI",
                          "eth0 has no IPv4 address to send from beside those of VI"));
  configuration.priority = priority_owner;
  EXPECT_THAT(said(loaded_with(configuration), machine_with({"192.0.2.1"})), IsEmpty());
}

TEST(MachineCheck, tries_whether_programs_could_be_run) {
  Loaded loaded = loaded_with(instance());
  const Command missing{.argv = {"no-such-program"}, .user = {}, .group = {}};
  const Command there{.argv = {"test"}, .user = {}, .group = {}};
  loaded.configuration.scripts = {{.name = "a", .command = missing}, {.name = "b", .command = there}};
  loaded.commands = {{.command = missing, .at = at}, {.command = there, .at = at}};
  EXPECT_THAT(said(loaded, machine_with({"192.0.2.11"})),
              ElementsAre(StartsWith("there is no program no-such-program in /usr/local/sbin:")));
}

}  // namespace
}  // namespace vrrpspec::impl
