#include "harness/lab/netns/waiting_meter.hpp"

#include <gtest/gtest.h>

namespace vrrpspec::harness {
namespace {

TEST(ThreadState, is_the_letter_behind_the_command) {
  EXPECT_EQ(thread_state("4711 (keepalived) D 4710 4711 4711 0 -1 4194560 1\n"), 'D');
  EXPECT_EQ(thread_state("1 (sh) S 0"), 'S');
}

TEST(ThreadState, is_not_led_astray_by_the_command) {
  EXPECT_EQ(thread_state("7 (a b) D (c) R 1 7"), 'R');
  EXPECT_EQ(thread_state("7 (() S 1 7"), 'S');
  EXPECT_EQ(thread_state("7 ()) D) D 1 7"), 'D');
}

TEST(ThreadState, of_a_thread_that_has_ended_is_none) {
  for (const char* text : {"", "7", "7 (sh", "7 (sh)", "7 (sh) "}) EXPECT_EQ(thread_state(text), '\0') << text;
}

}  // namespace
}  // namespace vrrpspec::harness
