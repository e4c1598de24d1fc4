#include "impl/daemon/difference.hpp"

#include <gtest/gtest.h>

namespace vrrpspec::impl {
namespace {

InstanceConfiguration instance(const char* name, unsigned vrid) {
  InstanceConfiguration instance;
  instance.name = name;
  instance.interface = "eth0";
  instance.vrid = *Vrid::from(vrid);
  return instance;
}

TEST(Difference, is_told_by_names) {
  Configuration before;
  before.instances = {instance("A", 1), instance("B", 2), instance("C", 3)};
  Configuration after = before;
  EXPECT_EQ(difference_of(before, after), Difference{});
  after.instances[0].preempt_mode = false;
  after.instances[1].vrid = *Vrid::from(4);
  after.instances.pop_back();
  EXPECT_EQ(difference_of(before, after), (Difference{.added = {"B"}, .changed = {"A"}, .removed = {"B", "C"}}));
}

TEST(Difference, is_as_long_as_one_reads) {
  EXPECT_EQ(in_brief({}), "none");
  EXPECT_EQ(in_brief({"A", "B"}), "A B");
  EXPECT_EQ(in_brief(std::vector<std::string>(12, "X")), "X X X X X X X X X X and 2 more");
}

}  // namespace
}  // namespace vrrpspec::impl
