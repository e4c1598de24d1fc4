// Sums done by hand, so that encoder and decoder cannot agree on a wrong one.
#include <gtest/gtest.h>

#include <vector>

#include "tests/wire/sample.hpp"

namespace vrrpspec::wire {
namespace {

using Octets = std::vector<std::uint8_t>;

TEST(Checksum, is_that_of_the_worked_example_of_rfc_1071) {
  EXPECT_EQ(checksum(Octets{0x00, 0x01, 0xf2, 0x03, 0xf4, 0xf5, 0xf6, 0xf7}), 0x220d);
}

TEST(Checksum, of_nothing_is_all_ones) {
  EXPECT_EQ(checksum({}), 0xffff);
}

TEST(Checksum, pads_an_odd_octet_with_zero_on_the_right) {
  EXPECT_EQ(checksum(Octets{0x12, 0x34, 0x56}), checksum(Octets{0x12, 0x34, 0x56, 0x00}));
}

TEST(Checksum, folds_the_carry_of_the_largest_datagram) {
  EXPECT_EQ(checksum(Octets(65535, 0xff)), 0x00ff);
}

// ffff + ffff + 0001 = 1 ffff, folded 1 0000, folded again 0001
TEST(Checksum, folds_a_carry_that_folding_leaves) {
  EXPECT_EQ(checksum(Octets{0xff, 0xff, 0xff, 0xff, 0x00, 0x01}), 0xfffe);
}

TEST(Checksum, of_a_message_that_holds_it_is_zero) {
  EXPECT_EQ(checksum(Octets{0x00, 0x01, 0xf2, 0x03, 0xf4, 0xf5, 0xf6, 0xf7, 0x22, 0x0d}), 0);
}

class EncodedByHand : public testing::Test {
 protected:
  static Sample with_one_address(Sample sample) {
    sample.advertisement.addresses.resize(1);
    return sample;
  }
};

// 3107 + 6401 + 0064 + c000 + 0209 = 1 5775; pseudo-header c000 + 0201 + e000 + 0012 + 000c + 0070 = 1 a28f
TEST_F(EncodedByHand, v3_ipv4_with_pseudo_header) {
  const Sample sample = with_one_address(sample_v3_ipv4());
  EXPECT_EQ(pseudo_header_sum(sample.header(), 12), 0x1a28fU);
  EXPECT_EQ(sample.message(), (Octets{0x31, 7, 100, 1, 0x00, 0x64, 0x05, 0xf9, 192, 0, 2, 9}));
}

TEST_F(EncodedByHand, v3_ipv4_message_only) {
  Sample sample = with_one_address(sample_v3_ipv4());
  sample.profile.ipv4_checksum = Ipv4Checksum::plain;
  EXPECT_EQ(sample.message(), (Octets{0x31, 7, 100, 1, 0x00, 0x64, 0xa8, 0x89, 192, 0, 2, 9}));
}

TEST_F(EncodedByHand, v3_ipv4_sends_the_pseudo_header_where_both_are_accepted) {
  Sample sample = with_one_address(sample_v3_ipv4());
  const Octets pseudo = sample.message();
  sample.profile.ipv4_checksum = Ipv4Checksum::either;
  EXPECT_EQ(sample.message(), pseudo);
}

// 956c + fe80 + 0009; pseudo-header fe80 + 0001 + ff02 + 0012 + 0018 + 0070; together 3 9212
TEST_F(EncodedByHand, v3_ipv6) {
  const Sample sample = with_one_address(sample_v3_ipv6());
  EXPECT_EQ(sample.message(),
            (Octets{0x31, 7, 100, 1, 0x00, 0x64, 0x6d, 0xea, 0xfe, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 9}));
}

// 2107 + 6401 + 0001 + c000 + 0209 = 1 4712
TEST_F(EncodedByHand, v2_without_authentication) {
  const Sample sample = with_one_address(sample_v2());
  EXPECT_EQ(sample.message(), (Octets{0x21, 7, 100, 1, 0, 1, 0xb8, 0xec, 192, 0, 2, 9, 0, 0, 0, 0, 0, 0, 0, 0}));
}

// as above, + 0100 + 6162 + 6300
TEST_F(EncodedByHand, v2_with_a_password) {
  Sample sample = with_one_address(sample_v2());
  sample.authentication = {.type = auth_type_simple_text, .data = {'a', 'b', 'c'}};
  EXPECT_EQ(sample.message(), (Octets{0x21, 7, 100, 1, 1, 1, 0xf3, 0x89, 192, 0, 2, 9, 'a', 'b', 'c', 0, 0, 0, 0, 0}));
}

TEST_F(EncodedByHand, v2_without_authentication_sends_zeros_for_data) {
  Sample sample = with_one_address(sample_v2());
  const Octets zeros = sample.message();
  sample.authentication.data = {'a', 'b', 'c'};
  EXPECT_EQ(sample.message(), zeros);
}

}  // namespace
}  // namespace vrrpspec::wire
