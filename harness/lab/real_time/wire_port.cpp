#include "harness/lab/real_time/wire_port.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <linux/filter.h>
#include <linux/if_packet.h>
#include <pcap/pcap.h>
#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>

namespace vrrpspec::harness {
namespace {

constexpr int snapshot_length = 2048;  // more than the MTU of a veth
constexpr int buffer_size = 512 * 1024;

std::optional<StampedOctets> next(pcap* handle) {
  pcap_pkthdr* header = nullptr;
  const unsigned char* data = nullptr;
  if (pcap_next_ex(handle, &header, &data) != 1) return std::nullopt;
  constexpr std::int64_t nanoseconds_per_second = 1'000'000'000;
  return StampedOctets{.realtime_ns = header->ts.tv_sec * nanoseconds_per_second + header->ts.tv_usec,
                       .octets = {data, data + header->caplen},
                       .original_length = header->len};
}

/// So that the frames of the other direction do not fill the buffer. (A filter set through libpcap would lose the first
/// frame, which libpcap filters itself and without knowing its direction.)
bool sort_in_kernel(int socket, bool incoming) {
  constexpr std::uint32_t everything = 0xffffffff;
  std::array<sock_filter, 4> program{{{BPF_LD | BPF_B | BPF_ABS, 0, 0, std::uint32_t(SKF_AD_OFF + SKF_AD_PKTTYPE)},
                                      {BPF_JMP | BPF_JEQ | BPF_K, 0, 1, PACKET_OUTGOING},
                                      {BPF_RET | BPF_K, 0, 0, incoming ? 0 : everything},
                                      {BPF_RET | BPF_K, 0, 0, incoming ? everything : 0}}};
  const sock_fprog filter{.len = program.size(), .filter = program.data()};
  return setsockopt(socket, SOL_SOCKET, SO_ATTACH_FILTER, &filter, sizeof filter) == 0;
}

}  // namespace

std::expected<FileDescriptor, Error> ask_for_kernel_stamps() {
  FileDescriptor stamps{socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0)};
  const int on = 1;
  if (setsockopt(stamps.get(), SOL_SOCKET, SO_TIMESTAMPNS, &on, sizeof on) == 0) return stamps;
  return std::unexpected{Error{"the kernel refuses to stamp frames (SO_TIMESTAMPNS)"}};
}

void WirePort::Close::operator()(pcap* handle) const {
  pcap_close(handle);
}

std::expected<WirePort::Handle, Error> WirePort::open_handle(const std::string& interface, bool incoming, Reach reach) {
  std::array<char, PCAP_ERRBUF_SIZE> error{};
  Handle handle{pcap_create(interface.c_str(), error.data())};
  if (!handle) return std::unexpected{Error{fmt::format("cannot capture on {}: {}", interface, error.data())}};
  pcap_set_snaplen(handle.get(), snapshot_length);
  pcap_set_buffer_size(handle.get(), buffer_size);
  pcap_set_promisc(handle.get(), reach == Reach::promiscuous ? 1 : 0);
  pcap_set_immediate_mode(handle.get(), 1);
  pcap_set_tstamp_precision(handle.get(), PCAP_TSTAMP_PRECISION_NANO);
  const bool ready = pcap_activate(handle.get()) >= 0 && pcap_setnonblock(handle.get(), 1, error.data()) == 0 &&
                     pcap_setdirection(handle.get(), incoming ? PCAP_D_IN : PCAP_D_OUT) == 0 &&
                     sort_in_kernel(pcap_get_selectable_fd(handle.get()), incoming);
  if (!ready) {
    return std::unexpected{Error{fmt::format("cannot capture on {}: {}", interface, pcap_geterr(handle.get()))}};
  }
  fcntl(pcap_get_selectable_fd(handle.get()), F_SETFD, FD_CLOEXEC);
  return handle;
}

std::expected<WirePort, Error> WirePort::open(const std::string& interface, Reach reach) {
  auto in = open_handle(interface, true, reach);
  if (!in) return std::unexpected{in.error()};
  auto out = open_handle(interface, false, Reach::own);
  if (!out) return std::unexpected{out.error()};
  return WirePort{std::move(*in), std::move(*out)};
}

int WirePort::descriptor() const {
  return pcap_get_selectable_fd(in_.get());
}

std::vector<StampedOctets> WirePort::received() {
  std::vector<StampedOctets> frames;
  while (auto frame = next(in_.get())) frames.push_back(std::move(*frame));
  return frames;
}

std::vector<StampedOctets> WirePort::sent_here() {
  std::vector<StampedOctets> frames;
  while (auto frame = next(out_.get())) frames.push_back(std::move(*frame));
  return frames;
}

/// The kernel and other programs may send from the same interface.
std::optional<StampedOctets> WirePort::outgoing_copy(std::span<const std::uint8_t> octets) {
  while (auto frame = next(out_.get())) {
    if (std::ranges::equal(frame->octets, octets)) return frame;
  }
  return std::nullopt;
}

std::optional<StampedOctets> WirePort::send(std::span<const std::uint8_t> octets) {
  while (next(out_.get())) continue;  // one that came too late for its own call
  if (pcap_inject(in_.get(), octets.data(), octets.size()) != static_cast<int>(octets.size())) return std::nullopt;
  // The copy for the other socket is made on the way out, before pcap_inject() returns; a busy queue may still put it
  // off for a moment.
  constexpr int patience_ms = 2;
  constexpr int most_strangers = 100;  // that other programs send from the same interface meanwhile
  for (int stranger = 0; stranger < most_strangers; ++stranger) {
    if (auto frame = outgoing_copy(octets)) return frame;
    pollfd copy{.fd = pcap_get_selectable_fd(out_.get()), .events = POLLIN, .revents = 0};
    if (poll(&copy, 1, patience_ms) <= 0) break;
  }
  return outgoing_copy(octets);
}

std::uint32_t WirePort::lost() const {
  std::uint32_t lost = 0;
  for (pcap* handle : {in_.get(), out_.get()}) {
    pcap_stat statistics{};
    if (pcap_stats(handle, &statistics) == 0) lost += statistics.ps_drop;
  }
  return lost;
}

}  // namespace vrrpspec::harness
