#include "harness/capture/text_row.hpp"

#include <fmt/format.h>

namespace vrrpspec::harness {
namespace {

constexpr wire::LinkType link_type_wireshark_upper_pdu{252};

// The tags of epan/exported_pdu.h of Wireshark. All numbers are in network byte order.
constexpr std::uint16_t tag_end = 0;
constexpr std::uint16_t tag_dissector_name = 12;
constexpr std::uint16_t tag_ipv4_source = 20;
constexpr std::uint16_t tag_ipv6_source = 22;

void put_number(std::vector<std::uint8_t>& octets, std::uint16_t number) {
  octets.push_back(static_cast<std::uint8_t>(number >> 8));
  octets.push_back(static_cast<std::uint8_t>(number & 0xff));
}

void put_tag(std::vector<std::uint8_t>& octets, std::uint16_t tag, std::span<const std::uint8_t> value) {
  const std::size_t padded = (value.size() + 3) / 4 * 4;
  put_number(octets, tag);
  put_number(octets, static_cast<std::uint16_t>(padded));
  octets.insert(octets.end(), value.begin(), value.end());
  octets.resize(octets.size() + padded - value.size());
}

std::span<const std::uint8_t> octets_of(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

}  // namespace

CaptureInterface text_row_interface() {
  return {.name = "vrrpspec", .link = link_type_wireshark_upper_pdu};
}

std::vector<std::uint8_t> text_row(RowSeverity severity, const std::optional<IpAddress>& source,
                                   std::string_view text) {
  constexpr unsigned facility_local0 = 16;
  constexpr std::size_t longest = 8192;
  std::vector<std::uint8_t> octets;
  put_tag(octets, tag_dissector_name, octets_of("syslog"));
  if (source) {
    put_tag(octets, source->family() == Family::ipv4 ? tag_ipv4_source : tag_ipv6_source, source->octets());
  }
  put_tag(octets, tag_end, {});
  const std::string priority = fmt::format("<{}>", facility_local0 * 8 + static_cast<unsigned>(severity));
  for (const std::string_view part : {std::string_view{priority}, text.substr(0, longest)}) {
    octets.insert(octets.end(), part.begin(), part.end());
  }
  return octets;
}

}  // namespace vrrpspec::harness
