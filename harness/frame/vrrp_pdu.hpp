// VRRP as a libtins PDU, for stacking on IP and IPv6. Private to harness/frame: libtins goes no further.
#pragma once

#include <tins/pdu.h>

#include <cstdint>
#include <optional>
#include <vector>

#include "harness/frame/message.hpp"

namespace vrrpspec::harness {

/// Every field is sent as given; the checksum is computed when serialized, over the octets that are sent and the
/// pseudo-header of the IP or IPv6 PDU around it (RFC 5798 section 5.2.8), except for version 2 on IPv4 (RFC
/// 3768 5.3.8).
class VrrpPdu : public Tins::PDU {
 public:
  static constexpr PDUType pdu_flag = USER_DEFINED_PDU;

  struct Lies {
    bool plain_ipv4_checksum{false};
    std::uint16_t checksum_error{0};
    std::optional<std::size_t> truncate_to;
  };

  VrrpPdu(const MessageFields& fields, const Lies& lies);
  /// Takes any octets; sends them back as they were.
  VrrpPdu(const std::uint8_t* octets, std::uint32_t size);

  /// Makes libtins recognise VRRP above IP and IPv6. Idempotent.
  static void register_protocol();

  [[nodiscard]] MessageFields fields() const { return read_message(octets_); }
  /// The message on its way between two addresses.
  [[nodiscard]] std::vector<std::uint8_t> sealed(const IpAddress& source, const IpAddress& destination) const;

  [[nodiscard]] std::uint32_t header_size() const override { return static_cast<std::uint32_t>(octets_.size()); }
  [[nodiscard]] PDUType pdu_type() const override { return pdu_flag; }
  [[nodiscard]] VrrpPdu* clone() const override { return new VrrpPdu{*this}; }

 private:
  void write_serialization(std::uint8_t* buffer, std::uint32_t total_size) override;

  std::vector<std::uint8_t> octets_;
  std::optional<Lies> lies_;  ///< empty: captured octets, checksum included
};

}  // namespace vrrpspec::harness
