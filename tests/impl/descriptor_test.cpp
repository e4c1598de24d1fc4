#include "impl/descriptor.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <utility>

namespace vrrpspec::impl {
namespace {

int open_null() {
  return ::open("/dev/null", O_RDONLY | O_CLOEXEC);
}

bool is_open(int number) {
  return ::fcntl(number, F_GETFD) >= 0;
}

TEST(Descriptor, closes_with_its_owner) {
  const int number = open_null();
  {
    const Descriptor owner{number};
    EXPECT_TRUE(owner);
    EXPECT_TRUE(is_open(number));
  }
  EXPECT_FALSE(is_open(number));
}

TEST(Descriptor, changes_its_owner_without_being_closed) {
  const int number = open_null();
  Descriptor first{number};
  const Descriptor second{std::move(first)};
  EXPECT_FALSE(first);  // NOLINT(bugprone-use-after-move): what is left is what is asked
  EXPECT_EQ(second.number(), number);
  EXPECT_TRUE(is_open(number));
}

TEST(Descriptor, closes_what_it_held_when_it_is_given_another) {
  const int old = open_null();
  const int number = open_null();
  Descriptor holder{old};
  holder = Descriptor{number};
  EXPECT_EQ(holder.number(), number);
  EXPECT_FALSE(is_open(old));
  EXPECT_TRUE(is_open(number));
}

TEST(Descriptor, is_none_by_default) {
  EXPECT_FALSE(Descriptor{});
  EXPECT_EQ(Descriptor{}.number(), -1);
}

}  // namespace
}  // namespace vrrpspec::impl
