// Whatever a file holds, reading it ends in a device or in an error with a place.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <string>
#include <vector>

#include "harness/dut/description.hpp"
#include "tests/harness/dut/settings.hpp"

namespace vrrpspec::harness {
namespace {

void check_outcome(const std::string& text) {
  const auto device = parse_device_description(text, "r.toml");
  if (device) {
    const auto launch = device->launch(ipv4_settings(), place());
    RC_ASSERT(!launch || !launch->argv.empty());
  } else {
    RC_ASSERT(device.error().message.starts_with("r.toml:"));
  }
}

RC_GTEST_PROP(DeviceDescription, takes_any_octets, (const std::vector<std::uint8_t>& octets)) {
  check_outcome({octets.begin(), octets.end()});
}

RC_GTEST_PROP(DeviceDescription, takes_any_text_in_its_values, (const std::string& start, const std::string& content)) {
  check_outcome("[dut]\nstart = ['" + start + "']\nready.after = '1s'\n[[dut.file]]\npath = 'a'\ncontent = '''" +
                content + "'''\n");
}

// Pieces of descriptions in any order come closer to being right than octets do.
RC_GTEST_PROP(DeviceDescription, takes_any_order_of_its_own_pieces, ()) {
  const auto pieces = *rc::gen::container<std::vector<std::string>>(rc::gen::element<std::string>(
      "[dut]\n", "[[dut.file]]\n", "[dut.stop]\n", "start = ", "path = ", "content = ", "ready = ", "capabilities = ",
      "signal = ", "within = ", "output = ", "versions = ", "['a']\n", "'{vrid}'\n", "'{'\n", "\"TERM\"\n", "'5s'\n",
      "{ output = 'x' }\n", "{ after = '1s' }\n", "after = ", "{ versions = [2] }\n", "[2, 3]\n", "true\n", "1.5\n",
      "1979-05-27\n", "dut.", "\n"));
  std::string text;
  for (const std::string& piece : pieces) text += piece;
  check_outcome(text);
}

}  // namespace
}  // namespace vrrpspec::harness
