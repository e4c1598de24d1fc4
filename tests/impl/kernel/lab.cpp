#include "tests/impl/kernel/lab.hpp"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <linux/if_packet.h>
#include <net/ethernet.h>
#include <net/if.h>
#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>

#include "harness/frame/message.hpp"
#include "harness/lab/netns/name_space.hpp"
#include "impl/clock.hpp"

namespace vrrpspec::impl::test {
namespace {

constexpr const char* far_name_space = "far";
const IpAddress host_ipv4 = IpAddress::v4(192, 0, 2, 9);

constexpr std::size_t ethernet_header = 14;
constexpr std::uint8_t icmp = 1, icmpv6 = 58, udp_protocol = 17;

void append(Frame& frame, std::span<const std::uint8_t> octets) {
  frame.insert(frame.end(), octets.begin(), octets.end());
}

void set_16(std::span<std::uint8_t> at, std::uint16_t value) {
  at[0] = static_cast<std::uint8_t>(value >> 8);
  at[1] = static_cast<std::uint8_t>(value & 0xff);
}

/// An IP packet in an Ethernet frame; the checksum of the payload at `checksum_at` is filled in.
Frame packet(const MacAddress& from_mac, const MacAddress& to_mac, const IpAddress& from, const IpAddress& to,
             std::uint8_t protocol, Frame payload, std::size_t checksum_at) {
  const bool is_ipv4 = from.family() == Family::ipv4;
  std::uint32_t sum = harness::octet_sum(payload);
  if (protocol != icmp) {
    sum += harness::octet_sum(from.octets()) + harness::octet_sum(to.octets()) +
           static_cast<std::uint32_t>(payload.size()) + protocol;
  }
  set_16(std::span{payload}.subspan(checksum_at, 2), harness::fold(sum));
  Frame frame;
  append(frame, to_mac);
  append(frame, from_mac);
  if (is_ipv4) {
    append(frame, std::array<std::uint8_t, 2>{0x08, 0x00});
    std::array<std::uint8_t, 12> header{0x45, 0, 0, 0, 0, 1, 0, 0, 64, protocol};
    set_16(std::span{header}.subspan(2, 2), static_cast<std::uint16_t>(20 + payload.size()));
    set_16(std::span{header}.subspan(10, 2),
           harness::fold(harness::octet_sum(header) + harness::octet_sum(from.octets()) +
                         harness::octet_sum(to.octets())));
    append(frame, header);
  } else {
    append(frame, std::array<std::uint8_t, 2>{0x86, 0xdd});
    std::array<std::uint8_t, 8> header{0x60, 0, 0, 0, 0, 0, protocol, 255};
    set_16(std::span{header}.subspan(4, 2), static_cast<std::uint16_t>(payload.size()));
    append(frame, header);
  }
  append(frame, from.octets());
  append(frame, to.octets());
  append(frame, payload);
  return frame;
}

/// What an IP packet carries, and where it begins; protocol 0 for other frames.
struct Carried {
  std::uint8_t protocol{0};
  IpAddress source;
  std::span<const std::uint8_t> payload;
};

Carried carried(const Frame& frame) {
  const auto at = [&](std::size_t offset, std::size_t size) { return std::span{frame}.subspan(offset, size); };
  if (frame.size() >= 34 && frame[12] == 0x08 && frame[13] == 0x00) {
    return {frame[23], IpAddress::from_octets(at(26, 4)), std::span{frame}.subspan(34)};
  }
  if (frame.size() >= 54 && frame[12] == 0x86 && frame[13] == 0xdd) {
    return {frame[20], IpAddress::from_octets(at(22, 16)), std::span{frame}.subspan(54)};
  }
  return {};
}

/// The address that a Neighbor Advertisement for `target` gives.
std::optional<MacAddress> advertised_mac(const Frame& frame, const IpAddress& target) {
  const Carried inside = carried(frame);
  if (inside.protocol != icmpv6 || inside.payload.size() < 32 || inside.payload[0] != 136) return std::nullopt;
  if (IpAddress::from_octets(inside.payload.subspan(8, 16)) != target || inside.payload[24] != 2) return std::nullopt;
  MacAddress mac{};
  std::ranges::copy(inside.payload.subspan(26, 6), mac.begin());
  return mac;
}

}  // namespace

IpAddress ip(const char* text) {
  return IpAddress::parse(text).value();
}

void run(const std::string& command) {
  ASSERT_EQ(std::system(command.c_str()), 0) << command;
}

std::string output_of(const std::string& command) {
  const std::unique_ptr<FILE, int (*)(FILE*)> pipe{popen(command.c_str(), "r"), &pclose};
  std::string output;
  std::array<char, 4096> buffer{};
  while (const std::size_t count = fread(buffer.data(), 1, buffer.size(), pipe.get()))
    output.append(buffer.data(), count);
  return output;
}

std::string sysctl(const std::string& path) {
  std::ifstream file{"/proc/sys/" + path};
  std::string value;
  std::getline(file, value);
  return value;
}

void set_sysctl(const std::string& path, const std::string& value) {
  std::ofstream file{"/proc/sys/" + path};
  file << value << std::flush;
  ASSERT_TRUE(file) << path;
}

void make_network() {
  ASSERT_TRUE(harness::make_name_space(far_name_space));
  {
    auto visit = harness::Visit::begin(far_name_space);
    ASSERT_TRUE(visit);
    set_sysctl("net/ipv6/conf/default/disable_ipv6", "1");
  }
  run("ip link add eth0 address 02:00:00:00:00:02 type veth peer name far0 netns far");
  run("ip link add eth1 address 02:00:00:00:01:02 type veth peer name far1 netns far");
  run("ip -n far link set far0 up arp off && ip -n far link set far1 up arp off");
  for (const char* setting : {"net/ipv6/conf/eth0/accept_dad", "net/ipv6/conf/eth1/accept_dad"})
    set_sysctl(setting, "0");
  run("ip link set eth0 up && ip link set eth1 up");
  run("ip address add 192.0.2.2/24 dev eth0 && ip address add 2001:db8:1::2/64 dev eth0 nodad");
  run("ip address add 198.51.100.2/24 dev eth1 && ip address add 2001:db8:2::2/64 dev eth1 nodad");
}

Tap::Tap(const std::string& interface) {
  auto visit = harness::Visit::begin(far_name_space);
  socket_ = Descriptor{::socket(AF_PACKET, SOCK_RAW | SOCK_NONBLOCK | SOCK_CLOEXEC, htons(ETH_P_ALL))};
  sockaddr_ll address{};
  address.sll_family = AF_PACKET;
  address.sll_protocol = htons(ETH_P_ALL);
  address.sll_ifindex = static_cast<int>(if_nametoindex(interface.c_str()));
  const int on = 1;
  setsockopt(socket_.number(), SOL_PACKET, PACKET_IGNORE_OUTGOING, &on, sizeof on);
  EXPECT_EQ(bind(socket_.number(), reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
}

void Tap::send(const Frame& frame) const {
  EXPECT_EQ(::send(socket_.number(), frame.data(), frame.size(), 0), static_cast<ssize_t>(frame.size()));
}

std::vector<Frame> Tap::hear(int milliseconds, const std::function<bool(const Frame&)>& enough) const {
  std::vector<Frame> frames;
  const Instant end = monotonic_now() + std::chrono::milliseconds{milliseconds};
  while (true) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(end - monotonic_now()).count();
    pollfd readable{.fd = socket_.number(), .events = POLLIN, .revents = 0};
    if (left <= 0 || poll(&readable, 1, static_cast<int>(left)) <= 0) return frames;
    Frame frame(2048);
    const ssize_t count = recv(socket_.number(), frame.data(), frame.size(), 0);
    if (count < 0) continue;
    frame.resize(static_cast<std::size_t>(count));
    frames.push_back(frame);
    if (enough && enough(frame)) return frames;
  }
}

void Tap::clear() const {
  Frame frame(2048);
  while (recv(socket_.number(), frame.data(), frame.size(), 0) >= 0) {
  }
}

Frame arp_request(const IpAddress& target, const MacAddress& to) {
  return harness::build(harness::SeenArp{.source_mac = host_mac,
                                         .destination_mac = to,
                                         .opcode = 1,
                                         .sender_mac = host_mac,
                                         .sender = host_ipv4,
                                         .target_mac = {},
                                         .target = target});
}

Frame echo_request(const MacAddress& from_mac, const MacAddress& to_mac, const IpAddress& from, const IpAddress& to) {
  const bool is_ipv4 = from.family() == Family::ipv4;
  Frame payload(16);
  payload[0] = is_ipv4 ? 8 : 128;
  payload[5] = 1;
  return packet(from_mac, to_mac, from, to, is_ipv4 ? icmp : icmpv6, payload, 2);
}

Frame neighbor_solicitation(const IpAddress& from, const IpAddress& target) {
  Frame payload(8);
  payload[0] = 135;
  append(payload, target.octets());
  append(payload, std::array<std::uint8_t, 2>{1, 1});
  append(payload, host_mac);
  const auto octets = target.octets();
  const MacAddress to_mac{0x33, 0x33, 0xff, octets[13], octets[14], octets[15]};
  std::array<std::uint8_t, 16> group{0xff, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0xff, octets[13], octets[14], octets[15]};
  return packet(host_mac, to_mac, from, IpAddress::from_octets(group), icmpv6, payload, 2);
}

Frame udp(const MacAddress& from_mac, const MacAddress& to_mac, const IpAddress& from, const IpAddress& to) {
  return packet(from_mac, to_mac, from, to, udp_protocol, {0x30, 0x39, 0x30, 0x3a, 0, 12, 0, 0, 'v', 'r', 'r', 'p'}, 6);
}

namespace {

IpAddress host_beside(const IpAddress& address) {
  if (address.family() == Family::ipv4) return host_ipv4;
  return address.is_link_local() ? ip("fe80::9") : ip("2001:db8:1::9");
}

}  // namespace

namespace {

/// Asks until an answer is there, as hosts do: right after an IPv6 address was added the kernel may still be deaf to
/// it.
std::vector<Frame> ask(const Tap& tap, const Frame& question, int milliseconds,
                       const std::function<bool(const Frame&)>& is_answer) {
  constexpr int again_after = 300;
  tap.clear();
  std::vector<Frame> frames;
  for (int left = milliseconds; left > 0; left -= again_after) {
    tap.send(question);
    std::ranges::move(tap.hear(std::min(left, again_after), is_answer), std::back_inserter(frames));
    if (!frames.empty() && is_answer(frames.back())) break;
  }
  return frames;
}

}  // namespace

std::vector<MacAddress> answers_for(const Tap& tap, const IpAddress& address, int milliseconds) {
  const auto answer_in = [&](const Frame& frame) {
    const auto arp = harness::read_arp(frame);
    return arp && arp->opcode == 2 && arp->sender == address ? std::optional{arp->sender_mac}
                                                             : advertised_mac(frame, address);
  };
  const bool is_ipv4 = address.family() == Family::ipv4;
  const auto frames = ask(tap, is_ipv4 ? arp_request(address) : neighbor_solicitation(host_beside(address), address),
                          milliseconds, [&](const Frame& frame) { return answer_in(frame).has_value(); });
  std::vector<MacAddress> answers;
  if (!frames.empty()) {
    if (const auto first = answer_in(frames.back())) answers.push_back(*first);
  }
  if (answers.empty()) return answers;
  for (const Frame& frame : tap.hear(brief)) {
    if (const auto another = answer_in(frame)) answers.push_back(*another);
  }
  return answers;
}

bool is_echo_reply(const Frame& frame, const IpAddress& from) {
  const Carried inside = carried(frame);
  if (inside.source != from || inside.payload.empty()) return false;
  return (inside.protocol == icmp && inside.payload[0] == 0) || (inside.protocol == icmpv6 && inside.payload[0] == 129);
}

bool is_error(const Frame& frame) {
  const Carried inside = carried(frame);
  if (inside.payload.empty()) return false;
  const std::uint8_t type = inside.payload[0];
  return (inside.protocol == icmp && (type == 3 || type == 5 || type == 11)) ||
         (inside.protocol == icmpv6 && (type < 128 || type == 137));
}

bool answers_echo(const Tap& tap, const MacAddress& to_mac, const IpAddress& address, int milliseconds) {
  const IpAddress host = host_beside(address);
  const std::string neighbor = "ip neigh replace " + to_string(host) + " lladdr " + to_string(host_mac) + " dev ";
  // Whatever interface the reply takes, it knows the host already.
  for (const auto* const interface : {"eth0", "vrrp.7", "vrrp6.7"}) {
    [[maybe_unused]] const int outcome = std::system((neighbor + interface + " 2>/dev/null").c_str());
  }
  const auto frames = ask(tap, echo_request(host_mac, to_mac, host, address), milliseconds,
                          [&](const Frame& frame) { return is_echo_reply(frame, address); });
  EXPECT_TRUE(std::ranges::none_of(frames, is_error));
  return std::ranges::any_of(frames, [&](const Frame& frame) { return is_echo_reply(frame, address); });
}

Kernel Kernel::open() {
  return {Netlink::open().value(), UndoRecord::open(undo_file).value()};
}

VirtualLinkPlan plan_of(Netlink& netlink, Family family, std::vector<VirtualAddress> addresses, unsigned vrid) {
  return {.lower = netlink.link("eth0").value().value(),
          .name = (family == Family::ipv4 ? "vrrp." : "vrrp6.") + std::to_string(vrid),
          .family = family,
          .vrid = *Vrid::from(vrid),
          .addresses = std::move(addresses)};
}

VirtualLink make(Kernel& kernel, VirtualLinkPlan plan) {
  auto link = VirtualLink::create(kernel.netlink, kernel.record, std::move(plan));
  EXPECT_TRUE(link) << link.error().what;
  return *std::move(link);
}

}  // namespace vrrpspec::impl::test
