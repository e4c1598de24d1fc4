#include "harness/dut/frr.hpp"

#include <fmt/format.h>

#include <utility>

#include "harness/dut/virtual_router.hpp"

namespace vrrpspec::harness {
namespace {

constexpr int milliseconds_per_centisecond = 10;
constexpr unsigned host_prefix_v4 = 32;
constexpr unsigned host_prefix_v6 = 128;

std::string_view family_digit(const DeviceSettings& settings) {
  return settings.parameters.family == Family::ipv4 ? "4" : "6";
}

/// Why FRR would not do what is asked, or would do something else; empty when it does.
std::string frr_objection(const DeviceSettings& settings) {
  if (std::string why = objection_to(settings); !why.empty()) return why;
  if (settings.parameters.is_owner()) return "FRR 8.4.4 takes priorities 1 to 254, so it cannot be an address owner";
  const Centiseconds interval = settings.parameters.advertisement_interval;
  if (interval.count() < 1 || interval > max_adver_int_limit)
    return fmt::format("the advertisement interval is {} centiseconds, FRR takes 1 to 4095", interval.count());
  if (settings.version == Version::v2 && interval.count() % centiseconds_per_second != 0)
    return fmt::format("the advertisement interval is {} centiseconds, VRRPv2 takes whole seconds only",
                       interval.count());
  return {};
}

/// An ordinary user is root in a namespace where no other id exists, so FRR runs as root, and root is made a member of
/// the group that FRR insists on. vrrpd finds the macvlan by its MAC address.
constexpr std::string_view preparation = R"(#!/bin/sh
# FRR's zebra and vrrpd on {interface}; run in a network and mount namespace of its own.
set -eu
daemons=/usr/lib/frr
directory='{directory}'
macvlan=vrrp{family}-{vrid}

for daemon in zebra vrrpd; do
  test -x $daemons/$daemon || {{
    echo "no $daemons/$daemon: install Debian's package frr"
    exit 127
  }}
done

printf 'root:x:0:\nfrr:x:0:root\nfrrvty:x:0:root\n' >"$directory/group"
mount --bind "$directory/group" /etc/group
# FRR keeps folders named by process ids there, which are not unique on a machine with namespaces.
mount -t tmpfs tmpfs /var/tmp

# What a run that was killed left behind.
rm -f "$directory/zserv.api"
! ip link show dev $macvlan >/dev/null 2>&1 || ip link delete dev $macvlan

ip link add name $macvlan link {interface} address 00:00:5e:00:0{mac_family}:{vrid:02x} type macvlan mode bridge
# Not by `addrgenmode`, which some kernels refuse on a new device: no address may be made from the shared MAC address.
test ! -d /proc/sys/net/ipv6 || echo 1 >/proc/sys/net/ipv6/conf/$macvlan/addr_gen_mode
)";

constexpr std::string_view run = R"(ip link set dev $macvlan up

set -- -u root -g root -P 0 -z "$directory/zserv.api" --vty_socket "$directory" --log stdout --log-level debug
$daemons/zebra "$@" -i "$directory/zebra.pid" -f /dev/null &
zebra=$!
tries=500
until test -S "$directory/zserv.api"; do
  tries=$((tries - 1))
  test $tries -gt 0 || {{
    echo "zebra does not serve"
    exit 1
  }}
  sleep 0.01
done

# A Master says goodbye while zebra and its macvlan are still there.
stopping=
trap 'stopping=1; kill -TERM $vrrpd' TERM
$daemons/vrrpd "$@" -i "$directory/vrrpd.pid" -f "$directory/frr.conf" &
vrrpd=$!
status=0
wait $vrrpd || status=$?
# The trap ended that wait, not vrrpd.
test -z "$stopping" || {{
  status=0
  wait $vrrpd || status=$?
}}
# Before zebra, which would bring it up again.
ip link delete dev $macvlan
kill -TERM $zebra
wait $zebra || :
# Ended by a signal, if that is how vrrpd ended.
test $status -le 128 || {{
  trap - TERM
  kill -$((status - 128)) $$
}}
exit $status
)";

Launch launch_frr(const LaunchPlace& place, const DeviceSettings& settings, std::string configuration) {
  const std::filesystem::path script = place.directory / "run.sh";
  Launch launch;
  launch.argv = {"sh", script.string()};
  launch.files = {{script, frr_script(settings, place)}, {place.directory / "frr.conf", std::move(configuration)}};
  // Logged when the sockets are open and Master_Down_Timer runs. Until it has heard of the macvlan from zebra, and for
  // the other family always, vrrpd says that it refuses to start.
  launch.ready_output =
      fmt::format(R"(\[VRID {}\] \[IPv{}\] Initialize -> )", settings.parameters.vrid.number(), family_digit(settings));
  return launch;
}

}  // namespace

std::expected<std::string, Error> frr_configuration(const DeviceSettings& settings, const std::string& interface) {
  if (const std::string why = frr_objection(settings); !why.empty())
    return std::unexpected{Error{fmt::format("frr cannot be configured so: {}", why)}};
  const Parameters& parameters = settings.parameters;
  const int vrid = parameters.vrid.number();
  // Why a packet is discarded is said by these two only.
  std::string text = "debug vrrp protocol\ndebug vrrp packets\n";
  text += fmt::format("interface {}\n", interface);
  text += fmt::format(" vrrp {} version {}\n", vrid, settings.version == Version::v3 ? 3 : 2);
  text += fmt::format(" vrrp {} priority {}\n", vrid, parameters.priority.value());
  text += fmt::format(" vrrp {} advertisement-interval {}\n", vrid,
                      parameters.advertisement_interval.count() * milliseconds_per_centisecond);
  text += fmt::format(" {}vrrp {} preempt\n", parameters.preempt_mode ? "" : "no ", vrid);
  for (const IpAddress& address : settings.addresses)
    text += fmt::format(" vrrp {} {} {}\n", vrid, address.family() == Family::ipv4 ? "ip" : "ipv6", to_string(address));
  return text;
}

std::string frr_script(const DeviceSettings& settings, const LaunchPlace& place) {
  const bool ipv4 = settings.parameters.family == Family::ipv4;
  const unsigned host_prefix = ipv4 ? host_prefix_v4 : host_prefix_v6;
  std::string script = fmt::format(fmt::runtime(preparation), fmt::arg("interface", place.interface),
                                   fmt::arg("directory", place.directory.string()),
                                   fmt::arg("family", family_digit(settings)), fmt::arg("mac_family", ipv4 ? 1 : 2),
                                   fmt::arg("vrid", static_cast<unsigned>(settings.parameters.vrid.number())));
  for (const IpAddress& address : settings.addresses)
    script +=
        fmt::format("ip address add {}/{} dev $macvlan{}\n", to_string(address), host_prefix, ipv4 ? "" : " nodad");
  // vrrpd sends IPv6 adverts from the first link-local address that it is told of, which is the last one added here.
  if (!ipv4)
    script += fmt::format("ip address add {}/{} dev $macvlan nodad\n", to_string(settings.parameters.primary_address),
                          host_prefix);
  return script + fmt::format(fmt::runtime(run));
}

Device frr_device() {
  Device device;
  device.name = "frr";
  device.capabilities.owner = false;
  device.capabilities.owner_without_preemption = false;
  device.capabilities.accept_mode = false;
  device.version_command = {"/usr/lib/frr/vrrpd", "--version"};
  device.launch = [](const DeviceSettings& settings, const LaunchPlace& place) -> std::expected<Launch, Error> {
    auto configuration = frr_configuration(settings, place.interface);
    if (!configuration) return std::unexpected{std::move(configuration).error()};
    return launch_frr(place, settings, *std::move(configuration));
  };
  return device;
}

}  // namespace vrrpspec::harness
