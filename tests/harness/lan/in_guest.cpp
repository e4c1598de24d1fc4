#include "tests/harness/lan/in_guest.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <optional>
#include <span>
#include <sstream>
#include <string>
#include <string_view>

#include "harness/cli/guest_plan.hpp"
#include "harness/cli/guests.hpp"
#include "harness/lab/program_path.hpp"
#include "harness/lab/uml/guest.hpp"

namespace vrrpspec::harness {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view mark = "guest-test";
constexpr const char* guest_name = "guest";
constexpr int glance_ms = 20;
constexpr int patience_ms = 600'000;

/// Set in a guest: the folder of the test that runs there.
std::optional<fs::path>& folder_inside() {
  static std::optional<fs::path> folder;
  return folder;
}

std::string this_test() {
  const testing::TestInfo& test = *testing::UnitTest::GetInstance()->current_test_info();
  return fmt::format("{}.{}", test.test_suite_name(), test.name());
}

/// Programs that share the tests run side by side.
unsigned place() {
  const char* const shard = std::getenv("GTEST_SHARD_INDEX");
  return static_cast<unsigned>(shard != nullptr ? std::atoi(shard) : getpid());
}

std::expected<int, Error> boot_and_wait(const fs::path& kernel, const fs::path& folder) {
  auto guest = Guest::boot(
      {.kernel = kernel,
       .init = {fs::read_symlink("/proc/self/exe"), std::string{mark}, cli::as_one_word(folder), this_test()},
       .directory = folder,
       .place = place(),
       .name = guest_name});
  if (!guest) return std::unexpected{guest.error()};
  for (int waited = 0; waited < patience_ms; waited += glance_ms) {
    poll(nullptr, 0, glance_ms);
    if (auto ended = guest->ended()) return *ended;
  }
  return std::unexpected{Error{"it still runs after ten minutes; its console's last lines:\n" + guest->console_end()}};
}

std::string console_of(const fs::path& folder) {
  std::ostringstream text;
  text << std::ifstream{folder / (std::string{guest_name} + ".console")}.rdbuf();
  return text.str();
}

}  // namespace

void in_guest(const std::function<void(const fs::path&)>& body) {
  if (folder_inside()) return body(*folder_inside());
#ifdef __SANITIZE_ADDRESS__
  GTEST_SKIP() << "the shadow memory of AddressSanitizer does not fit into a guest";
#endif
  const auto kernel = cli::find_guest_kernel();
  if (!kernel) GTEST_SKIP() << "no kernel for guests: ci/uml-kernel builds it";
  std::string folder = fs::temp_directory_path() / "vrrpspec-lan-XXXXXX";
  ASSERT_NE(mkdtemp(folder.data()), nullptr);
  const auto ended = boot_and_wait(*kernel, folder);
  if (ended && *ended == 0) {
    fs::remove_all(folder);
    return;
  }
  ADD_FAILURE() << (ended ? console_of(folder) : ended.error().message) << "captures and logs are kept in " << folder;
}

}  // namespace vrrpspec::harness

int main(int argc, char** argv) {
  namespace harness = vrrpspec::harness;
  testing::InitGoogleTest(&argc, argv);
  // As init of a guest; the kernel adds words of its own.
  const std::span words{argv, static_cast<std::size_t>(argc)};
  const auto found = std::ranges::find(words, harness::mark, [](const char* word) { return std::string_view{word}; });
  if (getpid() != 1 || words.end() - found < 3) return RUN_ALL_TESTS();
  const std::filesystem::path folder = vrrpspec::cli::from_one_word(*(found + 1));
  harness::folder_inside() = folder;
  testing::GTEST_FLAG(filter) = *(found + 2);
  testing::GTEST_FLAG(color) = "no";
  setenv("PATH", harness::program_path().c_str(), 1);
  harness::run_as_init(folder, harness::guest_name, [] { return RUN_ALL_TESTS(); });
}
