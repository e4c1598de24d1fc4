#include "harness/frame/vrrp_pdu.hpp"

#include <gtest/gtest.h>
#include <tins/ethernetII.h>

#include "harness/frame/advert_frame.hpp"

namespace vrrpspec::harness {
namespace {

std::vector<std::uint8_t> advert_of_vrid_77(const char* source) {
  AdvertFrame frame;
  frame.source = *IpAddress::parse(source);
  frame.addresses = {frame.source};
  frame.vrid = 77;
  return build(frame);
}

TEST(VrrpPdu, is_found_by_libtins_above_both_families) {
  VrrpPdu::register_protocol();
  for (const char* source : {"192.0.2.1", "fe80::1"}) {
    const auto octets = advert_of_vrid_77(source);
    Tins::EthernetII parsed{octets.data(), static_cast<std::uint32_t>(octets.size())};
    const auto* pdu = parsed.find_pdu<VrrpPdu>();
    ASSERT_NE(pdu, nullptr) << source;
    EXPECT_EQ(pdu->fields().vrid, 77);
  }
}

TEST(VrrpPdu, sends_captured_octets_back_as_they_were) {
  VrrpPdu::register_protocol();
  auto octets = advert_of_vrid_77("192.0.2.1");
  octets[40] ^= 0xff;  // a wrong checksum stays wrong
  Tins::EthernetII parsed{octets.data(), static_cast<std::uint32_t>(octets.size())};
  EXPECT_EQ(parsed.serialize(), octets);
}

TEST(VrrpPdu, takes_messages_shorter_than_its_header) {
  const std::vector<std::uint8_t> octets{0x31, 9, 200};
  const VrrpPdu pdu{octets.data(), 3};
  EXPECT_EQ(pdu.fields().priority, 200);
  EXPECT_EQ(pdu.fields().count, 0);
}

}  // namespace
}  // namespace vrrpspec::harness
