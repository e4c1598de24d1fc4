// Files of this machine.
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "tests/impl/config/reading.hpp"

namespace vrrpspec::impl {
namespace {

class ConfigurationFiles : public testing::Test {
 protected:
  ConfigurationFiles() {
    std::string pattern = std::filesystem::temp_directory_path() / "vrrpspec_config_XXXXXX";
    folder_ = mkdtemp(pattern.data());
  }
  ~ConfigurationFiles() override {
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
  }
  std::filesystem::path write(const std::string& name, std::string_view text) const {
    std::filesystem::create_directories((folder_ / name).parent_path());
    std::ofstream{folder_ / name} << text;
    return folder_ / name;
  }
  std::filesystem::path folder_;
};

TEST_F(ConfigurationFiles, are_included_by_pattern) {
  const std::string one = quiet_instance_with("");
  std::string two = one;
  two.replace(two.find("VI"), 2, "VJ").replace(two.find("51"), 2, "52").replace(two.find(".10/"), 4, ".11/");
  write("d/1.conf", one);
  write("d/2.conf", two);
  write("d/3.other", "x");
  const Loaded loaded = load_configuration(write("main.conf", "include d/*.conf\n"));
  EXPECT_EQ(messages(loaded), "");
  EXPECT_EQ(loaded.configuration.instances.size(), 2U);
}

TEST_F(ConfigurationFiles, that_include_themselves_are_refused) {
  write("d/x", "");
  const Loaded loaded = load_configuration(write("main.conf", "include d/../main.conf"));
  EXPECT_NE(messages(loaded).find("includes itself"), std::string::npos) << messages(loaded);
}

TEST_F(ConfigurationFiles, that_cannot_be_read_are_refused) {
  EXPECT_EQ(messages(load_configuration("/nowhere/vrrpspecd.conf")),
            "/nowhere/vrrpspecd.conf: error: cannot be read: there is no such file; name a readable "
            "configuration file\n");
  EXPECT_FALSE(load_configuration(folder_).is_usable());
  EXPECT_FALSE(load_configuration("/dev/zero").is_usable());
  EXPECT_FALSE(load_configuration(write("large", std::string((4U << 20) + 1, '\n'))).is_usable());
}

}  // namespace
}  // namespace vrrpspec::impl
