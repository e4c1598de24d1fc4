#include "model/monitor/shared_address.hpp"

#include "tests/model/monitor/sightings.hpp"

namespace vrrpspec::monitor {
namespace {

class SharedAddresses : public testing::Test {
 protected:
  void see(Duration at, unsigned vrid, const IpAddress& source, const IpAddress& address, std::uint32_t interface = 0) {
    Advertisement sent = advert(at, source, 100).advert;
    sent.vrid = *Vrid::from(vrid);
    sent.addresses = {address};
    judge_.see(wire::LinkType::raw_ip, datagram(sent), interface, Instant{at}, 1);
  }

  Judge judge_{{}};
  const IpAddress one_ = IpAddress::v4(192, 0, 2, 100);
  const IpAddress two_ = IpAddress::v4(192, 0, 2, 101);
};

TEST_F(SharedAddresses, are_those_that_two_virtual_routers_have_at_once) {
  for (const Duration at : {0s, 1s, 2s}) {
    see(at, 10, low, one_);
    see(at, 10, high, one_);
    see(at, 20, high, one_);
    see(at, 30, high, two_);
  }
  const auto shared = shared_addresses(judge_);
  ASSERT_EQ(shared.size(), 1U);
  EXPECT_EQ(shared[0].address, one_);
  EXPECT_EQ(shared[0].one.vrid.number(), 10);
  EXPECT_EQ(shared[0].other.vrid.number(), 20);
}

TEST_F(SharedAddresses, are_not_those_that_moved_from_one_to_another) {
  see(0s, 10, low, one_);
  see(1s, 10, low, two_);
  see(2s, 20, low, one_);
  see(3s, 10, low, two_);
  EXPECT_TRUE(shared_addresses(judge_).empty());
}

TEST_F(SharedAddresses, are_not_those_of_a_virtual_router_that_ended_before) {
  see(0s, 10, low, one_);
  see(5s, 20, low, one_);
  EXPECT_TRUE(shared_addresses(judge_).empty());
}

TEST_F(SharedAddresses, are_not_those_that_a_router_gave_up_which_is_silent_now) {
  see(0s, 10, high, one_);
  see(0s, 20, low, two_);
  see(5s, 10, low, two_);
  see(9s, 20, low, one_);
  EXPECT_TRUE(shared_addresses(judge_).empty());
}

TEST_F(SharedAddresses, are_not_those_of_two_segments) {
  for (const Duration at : {0s, 1s}) {
    see(at, 10, low, one_, 0);
    see(at, 20, low, one_, 1);
  }
  EXPECT_TRUE(shared_addresses(judge_).empty());
}

}  // namespace
}  // namespace vrrpspec::monitor
