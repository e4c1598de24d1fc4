// A test that happens in the network of lab.hpp, in namespaces of its own.
#pragma once

#include <gtest/gtest.h>

#include <functional>

#include "model/types.hpp"
#include "tests/harness/lab/netns/enclosed.hpp"
#include "tests/impl/kernel/lab.hpp"

namespace vrrpspec::impl::test {

/// Of the virtual routers with VRID 7.
inline const MacAddress vmac4 = virtual_router_mac(Family::ipv4, *Vrid::from(7));
inline const MacAddress vmac6 = virtual_router_mac(Family::ipv6, *Vrid::from(7));
inline const IpAddress vip4 = IpAddress::v4(192, 0, 2, 1);

class InLab : public testing::Test {
 protected:
  void SetUp() override {
    using harness::why_not_enclosed;
    SKIP_UNLESS_ENCLOSED();
  }
  static void inside(const std::function<void()>& body) {
    harness::expect_enclosed([&body] {
      make_network();
      if (!testing::Test::HasFailure()) body();
    });
  }
};

}  // namespace vrrpspec::impl::test
