// What dump() writes is read back as it was, whatever the configuration.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <set>

#include "impl/config/limits.hpp"
#include "tests/impl/config/reading.hpp"

namespace vrrpspec::impl {
namespace {

using rc::Gen;

std::string text_of(std::string_view octets, std::size_t least, std::size_t most) {
  const auto size = *rc::gen::inRange(least, most + 1);
  return *rc::gen::container<std::string>(size, rc::gen::elementOf(std::string{octets}));
}

/// Names with all that could be taken for something else: comments, braces, conditions, variables.
std::string any_name() {
  std::string name = text_of("abcXYZ019_.:/-#!{}@~' $^()\\*", 1, 20);
  while (name.ends_with('\\')) name.pop_back();
  for (std::size_t at = 0; at + 1 < name.size(); ++at) {
    if (name[at] == '$') name[at + 1] = '-';
  }
  const std::string reserved = *rc::gen::element<std::string>("", "", "", "include", "include x", "}", "#");
  if (!reserved.empty()) return reserved;
  return name.empty() ? "x" : name;
}

std::string any_interface() {
  return "i" + text_of("abc019_.:-#!{}@", 0, 13);
}

Command any_command() {
  Command command;
  command.argv.push_back("/" + text_of("abc", 1, 8));
  const auto arguments = *rc::gen::inRange(0, 4);
  for (int i = 0; i < arguments; ++i) {
    std::string argument = *rc::gen::container<std::string>(rc::gen::inRange<char>(1, 127));
    if (*rc::gen::arbitrary<bool>()) argument = "${x} $y \xff\x80 \"'\\";
    argument.resize(std::min<std::size_t>(argument.size(), 100));
    command.argv.push_back(argument);
  }
  if (*rc::gen::arbitrary<bool>()) command.user = any_name();
  if (command.user && *rc::gen::arbitrary<bool>()) command.group = any_name();
  return command;
}

std::optional<Command> maybe_command() {
  return *rc::gen::arbitrary<bool>() ? std::optional{any_command()} : std::nullopt;
}

Duration seconds(int low, int high) {
  return std::chrono::seconds{*rc::gen::inRange(low, high + 1)};
}

ScriptConfiguration any_script(std::string name) {
  return {.name = std::move(name),
          .command = any_command(),
          .interval = seconds(1, 4294),
          .timeout = seconds(1, 4294),
          .rise = *rc::gen::inRange(1U, 2147483648U),
          .fall = *rc::gen::inRange(1U, 2147483648U),
          .init_fail = *rc::gen::arbitrary<bool>()};
}

/// The addresses of instance `number`: nobody else's, and link-local ones first where they must be.
std::vector<VirtualAddress> any_addresses(Family family, int number, std::uint8_t block, int least) {
  std::vector<VirtualAddress> addresses;
  const int count = *rc::gen::inRange(least, 6);
  for (int i = 0; i < count; ++i) {
    const auto host = static_cast<std::uint8_t>(i + 1);
    VirtualAddress address{.address = IpAddress::v4(10, static_cast<std::uint8_t>(number), block, host)};
    if (family == Family::ipv6) {
      std::array<std::uint8_t, 16> octets{0x20, 0x01, 0x0d, 0xb8, static_cast<std::uint8_t>(number), block};
      if (i == 0) octets[0] = 0xfe, octets[1] = 0x80;
      octets[15] = host;
      address.address = IpAddress::from_octets(octets);
    } else if (*rc::gen::arbitrary<bool>()) {
      address.label = any_interface();
    }
    address.prefix_length = *rc::gen::inRange(0U, family == Family::ipv4 ? 33U : 129U);
    if (*rc::gen::arbitrary<bool>()) address.device = any_interface();
    addresses.push_back(address);
  }
  return addresses;
}

void choose_versions(InstanceConfiguration& instance) {
  constexpr Versions v2{.v2 = true, .v3 = false};
  constexpr Versions v3{.v2 = false, .v3 = true};
  constexpr Versions both{.v2 = true, .v3 = true};
  instance.versions = instance.family == Family::ipv6 ? v3 : *rc::gen::element(v2, v3, both);
  instance.profile = !instance.versions.v3 ? &rfc3768 : *rc::gen::element(&rfc5798, &rfc9568);
  const auto interval =
      static_cast<std::uint16_t>(instance.versions.v3 ? *rc::gen::inRange(1, 4096) : *rc::gen::inRange(1, 256) * 100);
  instance.advertisement_interval = Centiseconds{interval};
  if (instance.versions.v2 && *rc::gen::arbitrary<bool>()) {
    instance.password = text_of("abc019 #!{}$%'", 1, 7) + "1";
    for (std::size_t at = 0; at + 1 < instance.password->size(); ++at) {
      if ((*instance.password)[at] == '$') (*instance.password)[at + 1] = '1';
    }
  }
}

void choose_transport(InstanceConfiguration& instance) {
  const IpAddress v6 = *IpAddress::parse("fe80::9");
  const IpAddress address = instance.family == Family::ipv4 ? IpAddress::v4(192, 0, 2, 9) : v6;
  if (*rc::gen::arbitrary<bool>()) instance.source = address;
  if (*rc::gen::arbitrary<bool>()) instance.unicast_peers.push_back(address);
}

void choose_tracking(InstanceConfiguration& instance, const std::vector<ScriptConfiguration>& scripts) {
  const auto weight = rc::gen::inRange(-253, 254);
  instance.tracks_own_interface = *rc::gen::arbitrary<bool>();
  for (const std::string name : {"up1", "up2"}) {
    if (*rc::gen::arbitrary<bool>()) {
      instance.track_interfaces.push_back({.name = name, .weight = *weight, .reverse = *rc::gen::arbitrary<bool>()});
    }
  }
  for (const ScriptConfiguration& script : scripts) {
    if (*rc::gen::arbitrary<bool>()) {
      instance.track_scripts.push_back(
          {.name = script.name, .weight = *weight, .reverse = *rc::gen::arbitrary<bool>()});
    }
  }
}

InstanceConfiguration any_instance(std::string name, int number, const std::vector<ScriptConfiguration>& scripts) {
  InstanceConfiguration instance;
  instance.name = std::move(name);
  instance.interface = any_interface();
  instance.vrid = *Vrid::from(static_cast<unsigned>(number));
  instance.family = *rc::gen::element(Family::ipv4, Family::ipv6);
  instance.priority = Priority{static_cast<std::uint8_t>(*rc::gen::inRange(1, 256))};
  choose_versions(instance);
  const bool is_owner = instance.priority == priority_owner;
  instance.preempt_mode = is_owner || *rc::gen::arbitrary<bool>();
  if (instance.preempt_mode && !is_owner) {
    instance.preempt_delay = std::chrono::microseconds{*rc::gen::inRange(0, 1'000'000'001)};
  }
  instance.accept_mode = *rc::gen::arbitrary<bool>();
  instance.addresses = any_addresses(instance.family, number, 1, 1);
  instance.excluded_addresses = any_addresses(*rc::gen::element(Family::ipv4, Family::ipv6), number, 2, 0);
  for (auto* const list : {&instance.addresses, &instance.excluded_addresses})
    for (VirtualAddress& address : *list)
      if (address.device == instance.interface) address.device.reset();
  if (*rc::gen::arbitrary<bool>()) instance.link_name = "link" + std::to_string(number);
  choose_transport(instance);
  choose_tracking(instance, scripts);
  instance.notifications = {.master = maybe_command(),
                            .backup = maybe_command(),
                            .fault = maybe_command(),
                            .stop = maybe_command(),
                            .any = maybe_command()};
  instance.announcements = {.repeat = *rc::gen::inRange(1U, 256U),
                            .delay = seconds(0, 4294),
                            .refresh = seconds(0, 4294),
                            .refresh_repeat = *rc::gen::inRange(1U, 256U)};
  return instance;
}

Configuration any_configuration() {
  Configuration configuration;
  if (*rc::gen::arbitrary<bool>()) configuration.router_id = any_name();
  std::set<std::string> names;
  const int scripts = *rc::gen::inRange(0, 4);
  for (int i = 0; i < scripts; ++i) {
    if (const std::string name = any_name(); names.insert(name).second) {
      configuration.scripts.push_back(any_script(name));
    }
  }
  names.clear();
  const int instances = *rc::gen::inRange(0, 4);
  for (int i = 1; i <= instances; ++i) {
    if (const std::string name = any_name(); names.insert(name).second) {
      configuration.instances.push_back(any_instance(name, i, configuration.scripts));
    }
  }
  return configuration;
}

RC_GTEST_PROP(Dump, reads_back_to_the_same_configuration, ()) {
  const Configuration configuration = any_configuration();
  const std::string text = dump(configuration);
  const Loaded loaded = read(text);
  if (!loaded.is_usable() || loaded.configuration != configuration) RC_LOG() << text << messages(loaded);
  RC_ASSERT(loaded.is_usable());
  RC_ASSERT(loaded.configuration == configuration);
  RC_ASSERT(dump(loaded.configuration) == text);
}

/// All that the limits allow, in names that take the most room to write.
Configuration largest_configuration() {
  const std::string name(limits::name - 4, '#');
  constexpr std::size_t commands = limits::scripts + 5 * limits::instances;
  const Command command{.argv = {std::string(limits::commands / commands - 1, '\xff')}, .user = name, .group = name};
  Configuration configuration;
  for (std::size_t i = 0; i < limits::scripts; ++i) {
    configuration.scripts.push_back({.name = name + std::to_string(i), .command = command});
  }
  constexpr std::size_t entries = limits::entries / limits::instances;
  for (std::size_t i = 0; i < limits::instances; ++i) {
    InstanceConfiguration instance;
    instance.name = name + std::to_string(i);
    instance.interface = "eth" + std::to_string(i);
    const VirtualAddress address{
        .address = IpAddress::v4(10, 0, static_cast<std::uint8_t>(i / 250), static_cast<std::uint8_t>(i % 250 + 1))};
    instance.addresses.push_back(address);
    for (std::size_t j = 0; j + 1 < entries; ++j) {
      instance.track_scripts.push_back({.name = name + std::to_string(j), .weight = -253, .reverse = true});
    }
    instance.link_name = "link" + std::to_string(i);
    instance.notifications = {.master = command, .backup = command, .fault = command, .stop = command, .any = command};
    configuration.instances.push_back(instance);
  }
  return configuration;
}

TEST(Dump, of_the_largest_configuration_reads_back) {
  const Configuration configuration = largest_configuration();
  const std::string text = dump(configuration);
  const Loaded loaded = read(text);
  EXPECT_TRUE(loaded.is_usable()) << text.size() << messages(loaded).substr(0, 1000);
  EXPECT_TRUE(loaded.configuration == configuration);
}

TEST(Dump, of_nothing_is_nothing) {
  EXPECT_EQ(dump({}), "");
}

TEST(Dump, writes_every_default_out) {
  EXPECT_EQ(dump(read(quiet_instance_with("")).configuration), R"(
vrrp_instance VI {
  interface eth0
  use_vmac
  virtual_router_id 51
  version 3
  priority 100
  advert_int 1
  preempt
  preempt_delay 0
  accept
  virtual_ipaddress {
    192.0.2.10/24
  }
  garp_master_delay 5
  garp_master_repeat 5
  garp_master_refresh 0
  garp_master_refresh_repeat 1
}
)");
}

}  // namespace
}  // namespace vrrpspec::impl
