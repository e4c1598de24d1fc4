// A router's interfaces in namespaces of their own, each with a wire whose other end the test holds: router0 - wire0
// and router1 - wire1. All of it is in one network namespace; nothing but router0 and router1 has addresses.
#pragma once

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <poll.h>
#include <sys/socket.h>

#include <array>
#include <chrono>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <optional>
#include <span>
#include <sstream>
#include <string>

#include "impl/frame/frames.hpp"
#include "impl/socket/sockets.hpp"
#include "tests/harness/lab/netns/enclosed.hpp"
#include "tests/impl/frame/example.hpp"

namespace vrrpspec::impl {

constexpr MacAddress router_mac{0x02, 0x00, 0x00, 0x00, 0x00, 0x01};
constexpr std::chrono::milliseconds at_most{5000};

#define SKIP_UNLESS_WIRES() \
  if (const std::string why = harness::why_not_enclosed(); !why.empty()) GTEST_SKIP() << why

inline void shell(const std::string& commands) {
  ASSERT_EQ(std::system(("set -e; " + commands).c_str()), 0) << commands;
}

inline int index_of(const char* interface) {
  return static_cast<int>(if_nametoindex(interface));
}

inline std::string content(const char* path) {
  std::ostringstream text;
  text << std::ifstream{path}.rdbuf();
  return text.str();
}

/// Up is not enough: the kernel opens the queue of an interface when it has noticed the carrier.
inline void wait_until_running() {
  shell(
      "for interface in router0 wire0 router1 wire1; do"
      "  for i in $(seq 200); do ip link show $interface | grep -q 'state UP' && continue 2; sleep 0.01; done;"
      "  exit 1;"
      "done");
}

/// Runs the body where the wires are.
inline void on_wires(const std::function<void()>& body) {
  harness::expect_enclosed([&body] {
    shell(
        "for i in 0 1; do"
        "  ip link add router$i address 02:00:00:00:00:01 type veth peer name wire$i;"
        "  ip link set router$i addrgenmode none; ip link set wire$i addrgenmode none;"
        "  echo 1 >/proc/sys/net/ipv6/conf/wire$i/disable_ipv6;"
        "  ip link set router$i up; ip link set wire$i up;"
        "  ip addr add 192.0.2.$((1 + i))/24 dev router$i;"
        "  ip addr add fe80::$((1 + i))/64 dev router$i nodad;"
        "done");
    wait_until_running();
    if (!testing::Test::HasFailure()) body();
  });
}

/// False when nothing came in time.
inline bool wait_for(int descriptor, std::chrono::milliseconds timeout = at_most) {
  pollfd waiting{.fd = descriptor, .events = POLLIN, .revents = 0};
  return poll(&waiting, 1, static_cast<int>(timeout.count())) == 1;
}

/// Sees every frame that leaves or enters an interface of the test's.
class Tap {
 public:
  explicit Tap(const char* interface)
      : socket_{socket(AF_PACKET, SOCK_RAW | SOCK_NONBLOCK | SOCK_CLOEXEC, htons(ETH_P_ALL))} {
    sockaddr_ll place{};
    place.sll_family = AF_PACKET;
    place.sll_protocol = htons(ETH_P_ALL);
    place.sll_ifindex = index_of(interface);
    EXPECT_EQ(bind(socket_.number(), reinterpret_cast<const sockaddr*>(&place), sizeof place), 0);
  }

  /// The next frame that is wanted; those before it are forgotten. Empty when none came in time.
  std::optional<Octets> next(const std::function<bool(const Octets&)>& is_wanted) {
    while (wait_for(socket_.number())) {
      Octets frame(65536);
      const ssize_t size = recv(socket_.number(), frame.data(), frame.size(), 0);
      frame.resize(size < 0 ? 0 : static_cast<std::size_t>(size));
      if (is_wanted(frame)) return frame;
    }
    return std::nullopt;
  }

 private:
  Descriptor socket_;
};

inline void put_on(const char* interface, std::span<const std::uint8_t> frame) {
  static auto sender = FrameSender::open();
  ASSERT_TRUE(sender) << sender.error().what;
  EXPECT_EQ(sender->send(index_of(interface), frame), 0);
}

}  // namespace vrrpspec::impl
