#include "impl/operation/json_text.hpp"

#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <limits>

#include "impl/operation/wall_text.hpp"

namespace vrrpspec::impl {
namespace {

using namespace std::chrono_literals;

TEST(JsonText, writes_numbers_without_exponents) {
  EXPECT_EQ(json_text(0.609375), "0.609375");
  EXPECT_EQ(json_text(1000000.0), "1000000");
  EXPECT_EQ(json_text(-3), "-3");
  EXPECT_EQ(json_text(std::numeric_limits<double>::infinity()), "null");
}

TEST(JsonText, keeps_the_order_of_members) {
  EXPECT_EQ(json_text(boost::json::object{{"b", 1}, {"a", {true, nullptr, "x"}}, {"c", boost::json::object{}}}),
            R"({"b":1,"a":[true,null,"x"],"c":{}})");
}

TEST(JsonText, is_valid_whatever_a_name_holds) {
  const std::string text = json_text("eth\xff\"\n\\");
  EXPECT_EQ(text, R"("eth\\xff\"\\x0a\\")");
  EXPECT_EQ(boost::json::parse(text).as_string(), R"(eth\xff"\x0a\)");
}

TEST(Printable, keeps_utf8_and_spells_the_rest) {
  EXPECT_EQ(printable("Ethernet \xc3\xa9 \xf0\x9f\x98\x80"), "Ethernet \xc3\xa9 \xf0\x9f\x98\x80");
  EXPECT_EQ(printable("\x1b[2J\x7f"), R"(\x1b[2J\x7f)");
  EXPECT_EQ(printable("\xc2\x9b"), R"(\xc2\x9b)");          // CSI, a control character of C1
  EXPECT_EQ(printable("\xc0\xaf"), R"(\xc0\xaf)");          // overlong
  EXPECT_EQ(printable("\xed\xa0\x80"), R"(\xed\xa0\x80)");  // surrogate
  EXPECT_EQ(printable("a\xe2\x82"), R"(a\xe2\x82)");        // cut
}

TEST(Seconds, are_exact_to_the_nanosecond) {
  EXPECT_EQ(json_text(seconds(8'380'799'999'999'999ns)), "8380799.999999999");
}

TEST(WallText, is_rfc_3339) {
  EXPECT_EQ(rfc3339(WallTime{0ns}), "1970-01-01T00:00:00.000Z");
  EXPECT_EQ(rfc3339(WallTime{1'769'860'800s + 250'999us}), "2026-01-31T12:00:00.250Z");
}

TEST(Spoken, has_two_units_at_most) {
  EXPECT_EQ(spoken(250ms), "0.250 s");
  EXPECT_EQ(spoken(59'999'999us), "59.999 s");
  EXPECT_EQ(spoken(60s), "1 min 0 s");
  EXPECT_EQ(spoken(3599s), "59 min 59 s");
  EXPECT_EQ(spoken(2h + 5min + 3s), "2 h 5 min");
  EXPECT_EQ(spoken(76h), "3 d 4 h");
}

}  // namespace
}  // namespace vrrpspec::impl
