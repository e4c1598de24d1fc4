#include "harness/lab/netns/network.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <linux/rtnetlink.h>
#include <linux/veth.h>
#include <net/if.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <span>
#include <string>
#include <utility>

#include "harness/lab/netns/name_space.hpp"
#include "harness/lab/netns/route_socket.hpp"
#include "harness/lab/real_time/file_descriptor.hpp"

namespace vrrpspec::harness {
namespace {

constexpr Duration patience = std::chrono::seconds{5};

std::span<const std::uint8_t> octets_of(const ifinfomsg& header) {
  return {reinterpret_cast<const std::uint8_t*>(&header), sizeof header};
}

/// Settings of the kernel below /proc/sys/net, of the namespace this thread is in. A kernel without IPv6 has none for
/// it.
std::expected<void, Error> set(const std::string& name, const char* value) {
  const std::string path = "/proc/sys/net/" + name;
  const FileDescriptor file{open(path.c_str(), O_WRONLY | O_CLOEXEC)};
  if (file && write(file.get(), value, std::strlen(value)) > 0) return {};
  if (!file && errno == ENOENT && name.starts_with("ipv6/")) return {};
  return std::unexpected{Error{fmt::format("cannot write {}: {}", path, std::strerror(errno))}};
}

std::expected<void, Error> add_wire(RouteSocket& outside, const PortNames& names, std::uint8_t number) {
  const FileDescriptor inside{open(name_space_path(names.name_space).c_str(), O_RDONLY | O_CLOEXEC)};
  const ifinfomsg header{};
  RouteRequest request{RTM_NEWLINK, NLM_F_CREATE | NLM_F_EXCL, header};
  request.add(IFLA_IFNAME, names.wire_end);
  const std::size_t link = request.begin_nest(IFLA_LINKINFO);
  request.add(IFLA_INFO_KIND, std::string{"veth"});
  const std::size_t data = request.begin_nest(IFLA_INFO_DATA);
  const std::size_t peer = request.begin_nest(VETH_INFO_PEER, octets_of(header));
  request.add(IFLA_IFNAME, std::string{device_interface});
  request.add(IFLA_ADDRESS, std::array<std::uint8_t, 6>{0x02, 0, 0, 0, 0, number});
  request.add(IFLA_NET_NS_FD, static_cast<std::uint32_t>(inside.get()));
  request.end_nest(peer);
  request.end_nest(data);
  request.end_nest(link);
  return outside.ask(request, fmt::format("make the wire {}", names.wire_end));
}

std::expected<void, Error> bring_up(RouteSocket& socket, const std::string& interface, unsigned flags = 0) {
  ifinfomsg header{};
  header.ifi_flags = IFF_UP | flags;
  header.ifi_change = IFF_UP | flags;
  RouteRequest request{RTM_NEWLINK, 0, header};
  request.add(IFLA_IFNAME, interface);
  return socket.ask(request, fmt::format("bring {} up", interface));
}

std::expected<void, Error> add_address(RouteSocket& inside, const IpAddress& address, unsigned prefix_length) {
  ifaddrmsg header{};
  header.ifa_family = address.family() == Family::ipv4 ? AF_INET : AF_INET6;
  header.ifa_prefixlen = static_cast<std::uint8_t>(prefix_length);
  header.ifa_index = if_nametoindex(device_interface);
  RouteRequest request{RTM_NEWADDR, NLM_F_CREATE | NLM_F_EXCL, header};
  request.add(IFA_LOCAL, address.octets());
  request.add(IFA_ADDRESS, address.octets());
  if (address.family() == Family::ipv6) request.add(IFA_FLAGS, std::uint32_t{IFA_F_NODAD});
  return inside.ask(request, fmt::format("add the address {}", to_string(address)));
}

/// Everything inside; the thread is in the namespace.
std::expected<void, Error> furnish(const IpAddress& address, unsigned prefix_length) {
  const std::string device = fmt::format("ipv6/conf/{}/", device_interface);
  const std::pair<std::string, const char*> settings[] = {{"ipv4/ip_forward", "1"},
                                                          {"ipv6/conf/default/accept_dad", "0"},
                                                          {device + "accept_dad", "0"},
                                                          {device + "addr_gen_mode", "1"},
                                                          {"ipv6/conf/all/forwarding", "1"}};
  for (const auto& [name, value] : settings) {
    if (auto done = set(name, value); !done) return done;
  }
  auto inside = RouteSocket::open();
  if (!inside) return std::unexpected{inside.error()};
  for (const char* const interface : {"lo", device_interface}) {
    if (auto done = bring_up(*inside, interface); !done) return done;
  }
  return add_address(*inside, address, prefix_length);
}

std::expected<void, Error> build_port(const PortNames& names, std::uint8_t number, const IpAddress& address,
                                      unsigned prefix_length) {
  auto outside = RouteSocket::open();
  if (!outside) return std::unexpected{outside.error()};
  if (auto made = make_name_space(names.name_space); !made) return made;
  if (auto done = add_wire(*outside, names, number); !done) return done;
  auto visit = Visit::begin(names.name_space);
  if (!visit) return std::unexpected{visit.error()};
  auto news = RouteSocket::open(RTMGRP_LINK);
  if (!news) return std::unexpected{news.error()};
  if (auto done = furnish(address, prefix_length); !done) return done;
  visit->end();
  if (auto done = set(fmt::format("ipv6/conf/{}/disable_ipv6", names.wire_end), "1"); !done) return done;
  if (auto done = bring_up(*outside, names.wire_end, IFF_NOARP); !done) return done;
  return news->await_up(device_interface, patience);
}

}  // namespace

std::expected<void, Error> build_network(const std::vector<PortNames>& ports, const std::vector<IpAddress>& addresses,
                                         unsigned prefix_length) {
  for (std::size_t i = 0; i < ports.size(); ++i) {
    auto built = build_port(ports[i], static_cast<std::uint8_t>(i + 1), addresses[i], prefix_length);
    if (!built) return built;
  }
  return {};
}

}  // namespace vrrpspec::harness
