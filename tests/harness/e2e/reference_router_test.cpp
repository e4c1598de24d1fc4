// vrrpspecd passes every case that is asked of it, in both times, over both families, in both versions.
#include <gtest/gtest.h>

#include <filesystem>

#include "harness/cli/guests.hpp"
#include "harness/cli/program.hpp"
#include "harness/lab/netns/netns_lab.hpp"

namespace vrrpspec::cli {
namespace {

namespace fs = std::filesystem;

struct Question {
  const char* name;
  std::vector<std::string> options;
};

class ReferenceRouter : public testing::TestWithParam<Question> {
 protected:
  void SetUp() override {
    std::string name = fs::temp_directory_path() / "vrrpspec-e2e-XXXXXX";
    ASSERT_NE(mkdtemp(name.data()), nullptr);
    folder = name;
  }
  void TearDown() override { fs::remove_all(folder); }

  ProgramOutput examine(const std::string& lab) {
    std::vector<std::string> argv{VRRPSPEC_PROGRAM, "test", "vrrpspecd", "--lab", lab, "--out", folder / "out"};
    argv.insert(argv.end(), GetParam().options.begin(), GetParam().options.end());
    const auto output = run_program(argv, std::chrono::seconds{200});
    EXPECT_TRUE(output) << "did not end in time";
    return output.value_or(ProgramOutput{});
  }

  fs::path folder;
};

TEST_P(ReferenceRouter, passes_every_case_in_virtual_time) {
#ifdef __SANITIZE_ADDRESS__
  GTEST_SKIP() << "the shadow memory of AddressSanitizer does not fit into a guest";
#endif
  if (!find_guest_kernel()) GTEST_SKIP() << "no kernel for guests: ci/uml-kernel builds it";
  const ProgramOutput output = examine("uml");
  EXPECT_EQ(output.exit_status, 0) << output.text;
  EXPECT_NE(output.text.find(" 0 fail, 0 inconclusive, "), std::string::npos) << output.text;
}

/// A busy machine may leave doubt, and nothing else.
TEST_P(ReferenceRouter, fails_no_case_in_real_time) {
#ifdef __SANITIZE_ADDRESS__
  if (!GetParam().options.empty()) GTEST_SKIP() << "one protocol is enough under AddressSanitizer";
#endif
  if (const auto enclosed = harness::run_enclosed([] { return 0; }); !enclosed)
    GTEST_SKIP() << "no namespaces: " << enclosed.error().message;
  const ProgramOutput output = examine("netns");
  EXPECT_TRUE(output.exit_status == 0 || output.exit_status == 3) << output.text;
  EXPECT_NE(output.text.find(" 0 fail, "), std::string::npos) << output.text;
  EXPECT_NE(output.text.find(" 0 error"), std::string::npos) << output.text;
}

INSTANTIATE_TEST_SUITE_P(Asked, ReferenceRouter,
                         testing::Values(Question{"rfc5798_ipv4", {}}, Question{"rfc5798_ipv6", {"--family", "ipv6"}},
                                         Question{"rfc3768", {"--profile", "rfc3768"}},
                                         Question{"rfc9568", {"--profile", "rfc9568"}}),
                         [](const auto& question) { return std::string{question.param.name}; });

}  // namespace
}  // namespace vrrpspec::cli
