// A network for tests, inside of namespaces of the test's own: this machine has eth0 (192.0.2.2/24, 2001:db8:1::2/64)
// and eth1 (198.51.100.2/24, 2001:db8:2::2/64), each a cable to another namespace without addresses, where a Tap sends
// and hears frames.
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "harness/frame/seen.hpp"
#include "impl/descriptor.hpp"
#include "impl/kernel/netlink.hpp"
#include "impl/kernel/undo_record.hpp"
#include "impl/kernel/virtual_link.hpp"
#include "model/types.hpp"

namespace vrrpspec::impl::test {

using Frame = std::vector<std::uint8_t>;

inline constexpr MacAddress eth0_mac{0x02, 0, 0, 0, 0, 0x02};
inline constexpr MacAddress eth1_mac{0x02, 0, 0, 0, 1, 0x02};
inline constexpr MacAddress host_mac{0x02, 0, 0, 0, 0, 0x09};   ///< of the host that asks, on the cable of eth0
inline constexpr MacAddress other_mac{0x02, 0, 0, 0, 1, 0x09};  ///< of the host on the cable of eth1

IpAddress ip(const char* text);
/// Runs a command of this file's own in a shell; it has to succeed.
void run(const std::string& command);
/// What it prints.
std::string output_of(const std::string& command);
std::string sysctl(const std::string& path);
void set_sysctl(const std::string& path, const std::string& value);

void make_network();
/// /run is the namespace's own.
inline const std::filesystem::path undo_file{"/run/undo.json"};

/// The far end of a cable.
class Tap {
 public:
  explicit Tap(const std::string& interface);  ///< "far0" or "far1"
  void send(const Frame& frame) const;
  /// All frames that arrive within so long, or until one for which `enough`.
  std::vector<Frame> hear(int milliseconds, const std::function<bool(const Frame&)>& enough = {}) const;
  /// Forgets what waits.
  void clear() const;

 private:
  Descriptor socket_;
};

// ---- frames ---------------------------------------------------------------------------------------------------------

Frame arp_request(const IpAddress& target, const MacAddress& to = {0xff, 0xff, 0xff, 0xff, 0xff, 0xff});
Frame echo_request(const MacAddress& from_mac, const MacAddress& to_mac, const IpAddress& from, const IpAddress& to);
Frame neighbor_solicitation(const IpAddress& from, const IpAddress& target);
Frame udp(const MacAddress& from_mac, const MacAddress& to_mac, const IpAddress& from, const IpAddress& to);

/// Milliseconds until an answer is given up: where one is expected, however busy the machine; and where none is.
inline constexpr int patient = 3000;
inline constexpr int brief = 200;

/// The MAC addresses that answers give for the address: ARP replies, or Neighbor Advertisements with their TLLA. Asks,
/// waits for the first answer, and then whether there is another.
std::vector<MacAddress> answers_for(const Tap& tap, const IpAddress& address, int milliseconds = patient);
bool is_echo_reply(const Frame& frame, const IpAddress& from);
/// Any ICMP or ICMPv6 error.
bool is_error(const Frame& frame);
/// Sends an echo request; whether it was answered. No ICMP error may come: that is a failure of the test.
bool answers_echo(const Tap& tap, const MacAddress& to_mac, const IpAddress& address, int milliseconds = patient);

// ---- what is tested -------------------------------------------------------------------------------------------------

struct Kernel {
  Netlink netlink;
  UndoRecord record;
  static Kernel open();
};

VirtualLinkPlan plan_of(Netlink& netlink, Family family, std::vector<VirtualAddress> addresses, unsigned vrid = 7);
/// Creates it; a failure is a failure of the test.
VirtualLink make(Kernel& kernel, VirtualLinkPlan plan);

#define ASSERT_DONE(outcome)                         \
  if (const auto& outcome_ = (outcome); !outcome_) { \
    FAIL() << outcome_.error().what;                 \
  }

}  // namespace vrrpspec::impl::test
