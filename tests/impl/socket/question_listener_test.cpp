// Packet sockets with a filter, and the groups that the kernel takes in for them.
#include <algorithm>
#include <utility>
#include <vector>

#include "impl/frame/ip.hpp"
#include "impl/socket/question_filter.hpp"
#include "tests/impl/frame/octet_text.hpp"
#include "tests/impl/socket/wire.hpp"

namespace vrrpspec::impl {
namespace {

using Frames = std::vector<Octets>;

const IpAddress ipv4 = IpAddress::v4(192, 0, 2, 7);
const IpAddress ipv4_other = IpAddress::v4(192, 0, 2, 8);
const IpAddress ipv6 = *IpAddress::parse("2001:db8::7");
const IpAddress ipv6_other = *IpAddress::parse("2001:db8::8");
const IpAddress ipv6_alike = *IpAddress::parse("2001:db8:1::7");  // the same solicited-node group

Octets digits_of(const MacAddress& mac) {
  return {mac.begin(), mac.end()};
}

Octets digits_of(const IpAddress& address) {
  return {address.octets().begin(), address.octets().end()};
}

/// What a host asks everybody, or one station.
Octets arp_question(const IpAddress& target, const MacAddress& to = {0xff, 0xff, 0xff, 0xff, 0xff, 0xff}) {
  return digits_of(to) + digits_of(host_mac) + octets("0806 0001 0800 06 04 0001") + digits_of(host_mac) +
         octets("c000020a 000000000000") + digits_of(target) + zeros(18);
}

Octets solicitation(const IpAddress& target) {
  const IpAddress group = solicited_node_group(target);
  return sealed(digits_of(multicast_mac(group)) + digits_of(host_mac) + octets("86dd 6c000000 0000 3a ff") +
                octets("fe80000000000000 000000000000000a") + digits_of(group) + octets("87 00 0000 00000000") +
                digits_of(target) + octets("01 01 02000000000a"));
}

const Octets router_solicitation = sealed(digits_of(multicast_mac(all_routers_group())) + digits_of(host_mac) +
                                          octets("86dd 6c000000 0000 3a ff fe80000000000000 000000000000000a") +
                                          digits_of(all_routers_group()) + octets("85 00 0000 00000000"));

Octets question_for(const IpAddress& target) {
  return target.family() == Family::ipv4 ? arp_question(target) : solicitation(target);
}

QuestionListener listen(Family family, const std::vector<IpAddress>& targets, const char* interface = "router0") {
  auto listener = QuestionListener::open(index_of(interface), family);
  EXPECT_TRUE(listener) << listener.error().what;
  const auto outcome = listener->set_targets(targets);
  EXPECT_TRUE(outcome) << outcome.error().what;
  return std::move(listener.value());
}

Frames hear(QuestionListener& listener, std::size_t limit = 1000) {
  Frames heard;
  listener.receive(limit,
                   [&heard](std::span<const std::uint8_t> frame) { heard.emplace_back(frame.begin(), frame.end()); });
  return heard;
}

/// Puts the frames on the wire and then a question that is heard; what is heard besides.
Frames heard_of(QuestionListener& listener, const Frames& frames, const Octets& last, const char* interface = "wire0") {
  for (const Octets& frame : frames) put_on(interface, frame);
  put_on(interface, last);
  Frames all;
  while ((all.empty() || all.back() != last) && wait_for(listener.descriptor())) {
    for (const Octets& frame : hear(listener)) all.push_back(frame);
  }
  EXPECT_TRUE(!all.empty() && all.back() == last);
  if (!all.empty()) all.pop_back();
  return all;
}

bool is_taken_in(const IpAddress& group, const char* interface = "router0") {
  std::string digits;
  for (const std::uint8_t octet : group.octets()) {
    digits += "0123456789abcdef"[octet >> 4];
    digits += "0123456789abcdef"[octet & 0xf];
  }
  std::istringstream lines{content("/proc/self/net/igmp6")};
  for (std::string line; std::getline(lines, line);) {
    if (line.contains(interface) && line.contains(digits)) return true;
  }
  return false;
}

TEST(QuestionListener, hears_a_question_for_its_target_as_it_was_sent) {
  SKIP_UNLESS_WIRES();
  on_wires([] {
    for (const IpAddress& target : {ipv4, ipv6}) {
      QuestionListener listener = listen(target.family(), {target});
      EXPECT_EQ(heard_of(listener, {}, question_for(target)).size(), 0U);
    }
  });
}

TEST(QuestionListener, hears_a_question_to_its_station_alone) {
  SKIP_UNLESS_WIRES();
  on_wires([] {
    QuestionListener listener = listen(Family::ipv4, {ipv4});
    heard_of(listener, {}, arp_question(ipv4, router_mac));
  });
}

TEST(QuestionListener, of_arp_hears_nothing_else) {
  SKIP_UNLESS_WIRES();
  on_wires([] {
    QuestionListener listener = listen(Family::ipv4, {ipv4});
    const Octets question = arp_question(ipv4);
    const Octets reply = with(question, 20, octets("0002"));
    const Octets of_other_hardware = with(question, 14, octets("0006"));
    const Octets to_another_station = arp_question(ipv4, {2, 0, 0, 0, 0, 0x77});
    EXPECT_EQ(heard_of(listener,
                       {arp_question(ipv4_other), reply, of_other_hardware, to_another_station,
                        Octets(question.begin(), question.begin() + 41)},
                       question)
                  .size(),
              0U);
  });
}

TEST(QuestionListener, of_neighbor_discovery_hears_nothing_else_but_router_solicitations) {
  SKIP_UNLESS_WIRES();
  on_wires([] {
    QuestionListener listener = listen(Family::ipv6, {ipv6});
    const Octets question = solicitation(ipv6);
    const Octets advertisement = unsolicited_neighbor_advertisement(host_mac, ipv6);
    const Octets of_a_router = router_advertisement(host_mac, *IpAddress::parse("fe80::a"), std::chrono::seconds{0});
    const Octets of_udp = with(question, 20, octets("11"));
    const Octets from_afar = with(question, 21, octets("40"));
    Frames wrong{solicitation(ipv6_other),
                 solicitation(*IpAddress::parse("2001:db8::")),
                 solicitation(ipv6_alike),
                 advertisement,
                 of_a_router,
                 of_udp,
                 from_afar,
                 Octets(question.begin(), question.begin() + 77)};
    for (std::size_t octet = 62; octet < 78; ++octet) wrong.push_back(sealed(with(question, octet, octets("55"))));
    wrong.push_back(router_solicitation);
    EXPECT_EQ(heard_of(listener, wrong, question), Frames{router_solicitation});
  });
}

TEST(QuestionListener, hears_a_priority_tag_as_its_own_and_no_vlan) {
  SKIP_UNLESS_WIRES();
  on_wires([] {
    for (const IpAddress& target : {ipv4, ipv6}) {
      QuestionListener listener = listen(target.family(), {target});
      const Octets question = question_for(target);
      const auto tagged = [&question](const Octets& tag) {
        return Octets(question.begin(), question.begin() + 12) + tag + Octets(question.begin() + 12, question.end());
      };
      const auto heard = heard_of(listener, {tagged(octets("8100 0005")), tagged(octets("8100 c000"))}, question);
      EXPECT_EQ(heard, Frames{question});
    }
  });
}

TEST(QuestionListener, does_not_hear_another_interface) {
  SKIP_UNLESS_WIRES();
  on_wires([] {
    for (const IpAddress& target : {ipv4, ipv6}) {
      QuestionListener here = listen(target.family(), {target});
      QuestionListener there = listen(target.family(), {target}, "router1");
      heard_of(there, {}, question_for(target), "wire1");
      EXPECT_EQ(hear(here).size(), 0U);
    }
  });
}

TEST(QuestionListener, does_not_hear_what_this_machine_asks) {
  SKIP_UNLESS_WIRES();
  on_wires([] {
    for (const IpAddress& target : {ipv4, ipv6}) {
      SCOPED_TRACE(to_string(target));
      QuestionListener listener = listen(target.family(), {target});
      put_on("router0", question_for(target));
      // The kernel's own question, which it may loop back to itself as a member of the group.
      Tap tap{"wire0"};
      shell(
          "ip addr replace 2001:db8::1/64 dev router0 nodad;"
          "ping -I router0 -c 1 -W 0.1 " +
          to_string(target) + " >/dev/null 2>&1 || true");
      const auto is_kernels = [&target](const Octets& frame) {
        return frame.size() >= 42 && frame[11] == router_mac[5] && !std::ranges::search(frame, target.octets()).empty();
      };
      EXPECT_TRUE(tap.next(is_kernels));
      EXPECT_EQ(heard_of(listener, {}, question_for(target)).size(), 0U);
    }
  });
}

TEST(QuestionListener, hears_its_targets_of_now) {
  SKIP_UNLESS_WIRES();
  on_wires([] {
    for (const auto& [first, second] : {std::pair{ipv4, ipv4_other}, std::pair{ipv6, ipv6_other}}) {
      QuestionListener listener = listen(first.family(), {first});
      ASSERT_TRUE(listener.set_targets(std::array{second}));
      EXPECT_EQ(heard_of(listener, {question_for(first)}, question_for(second)).size(), 0U);
      ASSERT_TRUE(listener.set_targets({}));
      put_on("wire0", question_for(second));
      ASSERT_TRUE(listener.set_targets(std::array{first, second}));
      EXPECT_EQ(heard_of(listener, {question_for(first)}, question_for(second)), Frames{question_for(first)});
    }
  });
}

TEST(QuestionListener, hears_each_of_255_targets_and_no_other) {
  SKIP_UNLESS_WIRES();
  on_wires([] {
    for (const Family family : {Family::ipv4, Family::ipv6}) {
      std::vector<IpAddress> targets;
      for (int i = 1; i <= 255; ++i) {
        const auto last = static_cast<std::uint8_t>(i);
        Octets address = family == Family::ipv4 ? octets("c6336400") : digits_of(ipv6);
        address.back() = last;
        targets.push_back(IpAddress::from_octets(address));
      }
      QuestionListener listener = listen(family, targets);
      Frames questions;
      std::ranges::transform(targets, std::back_inserter(questions), question_for);
      const Octets foreign = family == Family::ipv4 ? arp_question(ipv4) : solicitation(ipv6_alike);
      Frames all = questions;
      all.insert(all.begin(), foreign);
      EXPECT_EQ(heard_of(listener, all, questions.front()), questions);
    }
  });
}

TEST(QuestionListener, hears_all_questions_when_its_targets_are_too_many_for_the_kernel) {
  SKIP_UNLESS_WIRES();
  on_wires([] {
    std::vector<IpAddress> targets(3000, ipv4);
    EXPECT_TRUE(question_filter(Family::ipv4, targets).empty());
    QuestionListener listener = listen(Family::ipv4, targets);
    const Octets reply = with(arp_question(ipv4), 20, octets("0002"));
    EXPECT_EQ(heard_of(listener, {reply, arp_question(ipv4_other)}, arp_question(ipv4)),
              Frames{arp_question(ipv4_other)});
  });
}

TEST(QuestionListener, reads_no_more_than_the_limit) {
  SKIP_UNLESS_WIRES();
  on_wires([] {
    QuestionListener listener = listen(Family::ipv4, {ipv4});
    for (int i = 0; i < 5; ++i) put_on("wire0", arp_question(ipv4));
    ASSERT_TRUE(wait_for(listener.descriptor()));
    EXPECT_EQ(hear(listener, 3).size(), 3U);
    EXPECT_EQ(hear(listener, 3).size(), 2U);
  });
}

TEST(QuestionListener, hears_again_when_its_interface_was_down) {
  SKIP_UNLESS_WIRES();
  on_wires([] {
    for (const IpAddress& target : {ipv4, ipv6}) {
      QuestionListener listener = listen(target.family(), {target});
      shell("ip link set router0 down");
      EXPECT_EQ(hear(listener).size(), 0U);
      shell("ip link set router0 up");
      wait_until_running();
      EXPECT_EQ(heard_of(listener, {}, question_for(target)).size(), 0U);
    }
  });
}

TEST(QuestionListener, has_the_groups_of_its_targets_taken_in_and_no_longer) {
  SKIP_UNLESS_WIRES();
  on_wires([] {
    const IpAddress group = solicited_node_group(ipv6);
    const IpAddress group_other = solicited_node_group(ipv6_other);
    {
      QuestionListener listener = listen(Family::ipv6, {});
      EXPECT_FALSE(is_taken_in(group));
      EXPECT_FALSE(is_taken_in(all_routers_group()));
      ASSERT_TRUE(listener.set_targets(std::array{ipv6, ipv6_alike, ipv6_other}));
      EXPECT_TRUE(is_taken_in(group));
      EXPECT_TRUE(is_taken_in(group_other));
      EXPECT_TRUE(is_taken_in(all_routers_group()));
      ASSERT_TRUE(listener.set_targets(std::array{ipv6_alike}));
      EXPECT_TRUE(is_taken_in(group));
      EXPECT_FALSE(is_taken_in(group_other));
      ASSERT_TRUE(listener.set_targets({}));
      EXPECT_FALSE(is_taken_in(group));
      EXPECT_FALSE(is_taken_in(all_routers_group()));
      ASSERT_TRUE(listener.set_targets(std::array{ipv6}));
    }
    EXPECT_FALSE(is_taken_in(group)) << "not beyond its life";
  });
}

/// A Multicast Listener Report (RFC 3810 5.2) that names the group: behind an option of the hop-by-hop header.
bool is_report_of(const IpAddress& group, const Octets& frame) {
  constexpr std::size_t type = 14 + 40 + 8;
  constexpr std::uint8_t report = 143;
  return frame.size() > type && frame[12] == 0x86 && frame[20] == 0 && frame[type] == report &&
         !std::ranges::search(frame, group.octets()).empty();
}

TEST(QuestionListener, makes_the_kernel_report_the_groups_to_the_link) {
  SKIP_UNLESS_WIRES();
  on_wires([] {
    Tap tap{"wire0"};
    const QuestionListener listener = listen(Family::ipv6, {ipv6});
    EXPECT_TRUE(tap.next([](const Octets& frame) { return is_report_of(solicited_node_group(ipv6), frame); }));
  });
}

TEST(QuestionListener, names_the_group_and_the_interface_that_it_cannot_join) {
  SKIP_UNLESS_WIRES();
  on_wires([] {
    QuestionListener listener = listen(Family::ipv6, {});
    shell("ip link del router0");
    const auto outcome = listener.set_targets(std::array{ipv6});
    ASSERT_FALSE(outcome);
    EXPECT_TRUE(outcome.error().what.starts_with("cannot join the group ff02::2 on interface "))
        << outcome.error().what;
    EXPECT_TRUE(listener.set_targets({})) << "there is nothing to leave any more";
    const auto nowhere = QuestionListener::open(4711, Family::ipv4);
    ASSERT_FALSE(nowhere);
    EXPECT_EQ(nowhere.error().what, "cannot listen to ARP on interface 4711, which is gone: No such device");
  });
}

/// The link of a virtual router: questions to everybody reach it, and those to the virtual MAC address reach it alone.
TEST(QuestionListener, of_a_macvlan_hears_what_is_sent_to_the_virtual_mac_and_to_everybody) {
  SKIP_UNLESS_WIRES();
  on_wires([] {
    shell(
        "ip link add link router0 name virtual0 address 00:00:5e:00:01:07 type macvlan mode vepa;"
        "ip link set virtual0 addrgenmode none; ip link set virtual0 up");
    Tap tap{"wire0"};
    QuestionListener arp = listen(Family::ipv4, {ipv4}, "virtual0");
    heard_of(arp, {}, arp_question(ipv4));
    heard_of(arp, {}, arp_question(ipv4, {0x00, 0x00, 0x5e, 0x00, 0x01, 0x07}));
    QuestionListener neighbors = listen(Family::ipv6, {ipv6}, "virtual0");
    heard_of(neighbors, {}, solicitation(ipv6));
    heard_of(neighbors, {}, router_solicitation);
    heard_of(neighbors, {}, with(solicitation(ipv6), 0, octets("00005e000107")));
    EXPECT_TRUE(tap.next([](const Octets& frame) { return is_report_of(solicited_node_group(ipv6), frame); }));
  });
}

}  // namespace
}  // namespace vrrpspec::impl
