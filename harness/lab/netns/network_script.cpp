#include "harness/lab/netns/network_script.hpp"

#include <fmt/format.h>

namespace vrrpspec::harness {
namespace {

/// The wire's end is mute: no address, no ARP, no IPv6, so that nothing but the harness sends from it. The device's end
/// belongs to a router: it forwards, waits for no duplicate address detection, and has no address but the one given.
/// The wire's end comes up last, so that it can send at once; the device's end follows when the kernel has noticed.
constexpr std::string_view port_commands = R"(
ip -batch - <<'END'
netns add {name_space}
link add {wire_end} type veth peer name {device} address 02:00:00:00:00:{number:02x} netns {name_space}
END
ip netns exec {name_space} sh -e <<'END'
cd /proc/sys/net
echo 1 > ipv4/ip_forward
if test -d ipv6; then
  echo 0 > ipv6/conf/default/accept_dad
  echo 0 > ipv6/conf/{device}/accept_dad
  echo 1 > ipv6/conf/{device}/addr_gen_mode
  echo 1 > ipv6/conf/all/forwarding
fi
ip -batch - <<'BATCH'
link set dev lo up
link set dev {device} up
address add {address}/{prefix_length} dev {device}{options}
BATCH
END
test ! -d /proc/sys/net/ipv6 || echo 1 > /proc/sys/net/ipv6/conf/{wire_end}/disable_ipv6
ip link set dev {wire_end} arp off up
tries=500
until ip -n {name_space} link show dev {device} | grep -q 'state UP'; do
  tries=$((tries - 1))
  test $tries -gt 0
  sleep 0.01
done
)";

}  // namespace

std::string network_script(const std::vector<PortNames>& ports, const std::vector<IpAddress>& addresses,
                           unsigned prefix_length) {
  std::string script =
      "#!/bin/sh\n# The network of this case. To repeat it without leaving anything behind:\n"
      "#   unshare --user --map-root-user --mount --net sh -c 'mount -t tmpfs tmpfs /run; . ./setup.sh; exec sh -i'\n"
      "set -e\n";
  for (std::size_t i = 0; i < ports.size(); ++i) {
    script += fmt::format(fmt::runtime(port_commands), fmt::arg("name_space", ports[i].name_space),
                          fmt::arg("wire_end", ports[i].wire_end), fmt::arg("device", device_interface),
                          fmt::arg("number", i + 1), fmt::arg("address", to_string(addresses[i])),
                          fmt::arg("prefix_length", prefix_length),
                          fmt::arg("options", addresses[i].family() == Family::ipv6 ? " nodad" : ""));
  }
  return script;
}

}  // namespace vrrpspec::harness
