#include "harness/capture/live_capture.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <netinet/in.h>
#include <pcap/pcap.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>

namespace vrrpspec::harness {
namespace {

constexpr int snapshot_octets = 2048;  // more than an ADVERTISEMENT of 255 addresses over IPv4 takes
constexpr int buffer_octets = 4 * 1024 * 1024;

/// Each `vlan` moves what follows behind one tag more, so the order matters.
std::string filter_text() {
  // Echo replies; Neighbor Discovery: Router Solicitation to Neighbor Advertisement.
  const std::string wanted =
      "ip proto 112 or ip6 proto 112 or arp or (icmp6 and (ip6[40] == 129 or (ip6[40] >= 133 and ip6[40] <= 136))) or "
      "icmp[0] == 0";
  return fmt::format("{0} or (vlan and ({0} or (vlan and ({0}))))", wanted);
}

std::string own_program() {
  std::error_code failure;
  const auto path = std::filesystem::read_symlink("/proc/self/exe", failure);
  return failure ? std::string{"vrrpspec"} : path.string();
}

Error refusal(const std::string& interface, pcap* handle, int status) {
  switch (status) {
    case PCAP_ERROR_PERM_DENIED:
      return {fmt::format(
          "cannot listen on {}: only who has the capability CAP_NET_RAW sees the packets of an interface: run as root, "
          "with sudo, or once `sudo setcap cap_net_raw+ep {}`",
          interface, own_program())};
    case PCAP_ERROR_NO_SUCH_DEVICE:
      return {fmt::format("there is no interface {} here: `ip link` prints all", interface)};
    case PCAP_ERROR_IFACE_NOT_UP:
      return {fmt::format("the interface {0} is down: `ip link set {0} up`", interface)};
    default:
      break;
  }
  const std::string_view why = pcap_geterr(handle);
  return {fmt::format("cannot listen on {}: {}", interface, why.empty() ? pcap_statustostr(status) : why)};
}

}  // namespace

void LiveCapture::Close::operator()(pcap* handle) const {
  pcap_close(handle);
}

std::expected<LiveCapture, Error> LiveCapture::open(const std::string& interface) {
  if (interface == "any") {
    return std::unexpected{Error{"cannot listen on any: name each interface, -i eth0 -i eth1"}};
  }
  std::array<char, PCAP_ERRBUF_SIZE> error{};
  Handle handle{pcap_create(interface.c_str(), error.data())};
  if (!handle) return std::unexpected{Error{fmt::format("cannot listen on {}: {}", interface, error.data())}};
  pcap_set_snaplen(handle.get(), snapshot_octets);
  pcap_set_buffer_size(handle.get(), buffer_octets);
  pcap_set_promisc(handle.get(), 1);  // nobody here has joined the groups of VRRP
  pcap_set_immediate_mode(handle.get(), 1);
  pcap_set_tstamp_precision(handle.get(), PCAP_TSTAMP_PRECISION_NANO);
  if (const int status = pcap_activate(handle.get()); status < 0) {
    return std::unexpected{refusal(interface, handle.get(), status)};
  }
  bpf_program program{};
  const std::string filter = filter_text();
  if (pcap_compile(handle.get(), &program, filter.c_str(), 1, PCAP_NETMASK_UNKNOWN) != 0) {
    return std::unexpected{refusal(interface, handle.get(), PCAP_ERROR)};
  }
  const int set = pcap_setfilter(handle.get(), &program);
  pcap_freecode(&program);
  if (set != 0 || pcap_setnonblock(handle.get(), 1, error.data()) != 0) {
    return std::unexpected{refusal(interface, handle.get(), PCAP_ERROR)};
  }
  fcntl(pcap_get_selectable_fd(handle.get()), F_SETFD, FD_CLOEXEC);
  return LiveCapture{std::move(handle)};
}

int LiveCapture::descriptor() const {
  return pcap_get_selectable_fd(handle_.get());
}

wire::LinkType LiveCapture::link() const {
  return static_cast<wire::LinkType>(pcap_datalink(handle_.get()));
}

std::uint32_t LiveCapture::snapshot_length() const {
  return snapshot_octets;
}

void LiveCapture::read(std::uint32_t interface, std::vector<LivePacket>& into) {
  constexpr std::int64_t nanoseconds_per_second = 1'000'000'000;
  constexpr int most_at_once = 4096;  // so that a flood does not keep the reader here
  pcap_pkthdr* header = nullptr;
  const unsigned char* data = nullptr;
  // An interface that is down is an error each time; the socket stays what it is.
  for (int i = 0; i < most_at_once && pcap_next_ex(handle_.get(), &header, &data) == 1; ++i) {
    into.push_back({.interface = interface,
                    .realtime_ns = header->ts.tv_sec * nanoseconds_per_second + header->ts.tv_usec,
                    .original_length = header->len,
                    .octets = {data, data + header->caplen}});
  }
}

std::uint64_t LiveCapture::lost() {
  pcap_stat statistics{};
  if (pcap_stats(handle_.get(), &statistics) != 0) return lost_;
  // Not ps_ifdrop: the interface also drops what is none of ours, and says nothing of the filter.
  lost_ += statistics.ps_drop - counted_;
  counted_ = statistics.ps_drop;
  return lost_;
}

std::expected<void, Error> LiveCapture::follow(unsigned index) {
  const int socket = pcap_fileno(handle_.get());
  sockaddr_ll address{};
  address.sll_family = AF_PACKET;
  address.sll_protocol = htons(ETH_P_ALL);
  address.sll_ifindex = static_cast<int>(index);
  packet_mreq everything{};
  everything.mr_ifindex = static_cast<int>(index);
  everything.mr_type = PACKET_MR_PROMISC;
  if (bind(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0 &&
      setsockopt(socket, SOL_PACKET, PACKET_ADD_MEMBERSHIP, &everything, sizeof everything) == 0) {
    return {};
  }
  return std::unexpected{Error{fmt::format("cannot listen again: {}", std::strerror(errno))}};
}

}  // namespace vrrpspec::harness
