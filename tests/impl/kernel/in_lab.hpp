// A test that happens in the network of lab.hpp, in namespaces of its own.
#pragma once

#include <gtest/gtest.h>

#include <functional>

#include "tests/harness/lab/netns/enclosed.hpp"
#include "tests/impl/kernel/lab.hpp"

namespace vrrpspec::impl::test {

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
