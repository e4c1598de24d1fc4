#include "tests/wire/capture_file.hpp"

#include <pcap/pcap.h>

#include <array>
#include <memory>
#include <stdexcept>

namespace vrrpspec::wire {
namespace {

constexpr std::uint16_t ethertype_of(Family family) {
  return family == Family::ipv4 ? 0x0800 : 0x86dd;
}

void append(std::vector<std::uint8_t>& octets, std::span<const std::uint8_t> more) {
  octets.insert(octets.end(), more.begin(), more.end());
}

void append_word(std::vector<std::uint8_t>& octets, std::size_t word) {
  octets.push_back(static_cast<std::uint8_t>(word >> 8));
  octets.push_back(static_cast<std::uint8_t>(word & 0xff));
}

std::vector<std::uint8_t> ipv4_header(const IpHeader& header, std::size_t payload_size) {
  std::vector<std::uint8_t> octets{0x45, 0xc0};
  append_word(octets, 20 + payload_size);
  append(octets, std::array<std::uint8_t, 4>{0, 1, 0, 0});
  append(octets, std::array<std::uint8_t, 4>{header.ttl, vrrp_protocol_number, 0, 0});
  append(octets, header.source.octets());
  append(octets, header.destination.octets());
  const std::uint16_t sum = checksum(octets);
  octets[10] = static_cast<std::uint8_t>(sum >> 8);
  octets[11] = static_cast<std::uint8_t>(sum & 0xff);
  return octets;
}

std::vector<std::uint8_t> ipv6_header(const IpHeader& header, std::size_t payload_size) {
  std::vector<std::uint8_t> octets{0x6c, 0, 0, 0};
  append_word(octets, payload_size);
  append(octets, std::array<std::uint8_t, 2>{vrrp_protocol_number, header.ttl});
  append(octets, header.source.octets());
  append(octets, header.destination.octets());
  return octets;
}

}  // namespace

std::vector<CapturedFrame> read_capture(const std::filesystem::path& path) {
  std::array<char, PCAP_ERRBUF_SIZE> error{};
  const std::unique_ptr<pcap_t, decltype(&pcap_close)> file{pcap_open_offline(path.c_str(), error.data()), pcap_close};
  if (!file) throw std::runtime_error{error.data()};
  std::vector<CapturedFrame> frames;
  pcap_pkthdr* header = nullptr;
  const u_char* octets = nullptr;
  int result = 0;
  while ((result = pcap_next_ex(file.get(), &header, &octets)) == 1) {
    frames.push_back({static_cast<LinkType>(pcap_datalink(file.get())), {octets, octets + header->caplen}});
  }
  if (result != PCAP_ERROR_BREAK) throw std::runtime_error{pcap_geterr(file.get())};
  return frames;
}

void write_capture(const std::filesystem::path& path, const std::vector<std::vector<std::uint8_t>>& frames) {
  const std::unique_ptr<pcap_t, decltype(&pcap_close)> file{pcap_open_dead(DLT_EN10MB, 65535), pcap_close};
  const std::unique_ptr<pcap_dumper_t, decltype(&pcap_dump_close)> dumper{pcap_dump_open(file.get(), path.c_str()),
                                                                          pcap_dump_close};
  if (!dumper) throw std::runtime_error{pcap_geterr(file.get())};
  pcap_pkthdr header{};
  for (const std::vector<std::uint8_t>& frame : frames) {
    ++header.ts.tv_sec;
    header.caplen = header.len = static_cast<bpf_u_int32>(frame.size());
    pcap_dump(reinterpret_cast<u_char*>(dumper.get()), &header, frame.data());
  }
}

std::expected<VrrpPacket, NotVrrp> find_vrrp(const CapturedFrame& frame) {
  return find_vrrp(frame.link, frame.octets);
}

std::vector<std::uint8_t> ethernet_frame(const IpHeader& header, std::span<const std::uint8_t> message) {
  const Family family = header.source.family();
  std::vector<std::uint8_t> frame = family == Family::ipv4
                                        ? std::vector<std::uint8_t>{0x01, 0x00, 0x5e, 0x00, 0x00, 0x12}
                                        : std::vector<std::uint8_t>{0x33, 0x33, 0x00, 0x00, 0x00, 0x12};
  append(frame, virtual_router_mac(family, Vrid::from(7).value()));
  append_word(frame, ethertype_of(family));
  append(frame, family == Family::ipv4 ? ipv4_header(header, message.size()) : ipv6_header(header, message.size()));
  append(frame, message);
  return frame;
}

}  // namespace vrrpspec::wire
