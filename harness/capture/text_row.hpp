// A line of text as a packet that Wireshark and tshark show without plug-in: an "exported PDU" that is a syslog
// message, with the router that it is about as its source. So a remark of ours has its place among the packets.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "harness/capture/captured_packet.hpp"
#include "model/types.hpp"

namespace vrrpspec::harness {

/// The severities of syslog that rows have.
enum class RowSeverity : std::uint8_t { error = 3, warning = 4, notice = 5 };

/// The interface that such rows are captured on: the link type is LINKTYPE_WIRESHARK_UPPER_PDU.
CaptureInterface text_row_interface();
/// The octets of a row. `text` is one line of UTF-8, and cut after 8192 octets.
std::vector<std::uint8_t> text_row(RowSeverity severity, const std::optional<IpAddress>& source, std::string_view text);

}  // namespace vrrpspec::harness
