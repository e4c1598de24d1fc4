// `vrrpspec status` against the control socket of the daemon.
#include <gtest/gtest.h>

#include <boost/asio/io_context.hpp>
#include <cstdlib>
#include <future>

#include "harness/cli/daemon_client.hpp"
#include "harness/cli/program.hpp"
#include "impl/operation/control_socket.hpp"

namespace vrrpspec::cli {
namespace {

using namespace std::chrono_literals;

TEST(Status, knows_where_the_daemon_listens) {
  EXPECT_EQ(default_control_socket, impl::default_control_socket);
}

class StatusOfDaemon : public testing::Test {
 public:
  StatusOfDaemon() {
    std::string folder = testing::TempDir() + "vrrpspec-status-XXXXXX";
    EXPECT_NE(::mkdtemp(folder.data()), nullptr);
    folder_ = folder;
  }
  ~StatusOfDaemon() override { std::filesystem::remove_all(folder_); }

  /// Runs `vrrpspec status` while a daemon answers what `handler` says.
  ProgramOutput status(std::vector<std::string> options, impl::ControlSocket::Handler handler) {
    boost::asio::io_context context;
    auto listener = impl::LocalListener::open(folder_ / "s", {});
    EXPECT_TRUE(listener);
    const impl::ControlSocket socket{context, std::move(*listener), {}, std::move(handler)};
    options.insert(options.begin(), {VRRPSPEC_PROGRAM, "status", "--socket", (folder_ / "s").string()});
    auto output = std::async(std::launch::async, [&options] { return run_program(options, 20s); });
    while (output.wait_for(0s) != std::future_status::ready) {
      context.restart();
      context.run_for(1ms);
    }
    return output.get().value_or(ProgramOutput{});
  }

  std::filesystem::path folder_;
};

TEST_F(StatusOfDaemon, is_printed_as_the_daemon_renders_it) {
  const auto echo = [](std::string_view request) { return "you said " + std::string{request} + "\n"; };
  const ProgramOutput text = status({}, echo);
  EXPECT_EQ(text.text, "you said status\n");
  EXPECT_EQ(text.exit_status, 0);
  EXPECT_EQ(status({"--json"}, echo).text, "you said status json\n");
}

TEST_F(StatusOfDaemon, is_an_error_when_the_daemon_says_so) {
  const ProgramOutput output = status({}, [](std::string_view) { return std::string{"error: not now\n"}; });
  EXPECT_EQ(output.text, "vrrpspec: " + (folder_ / "s").string() + ": not now\n");
  EXPECT_EQ(output.exit_status, 5);
}

TEST_F(StatusOfDaemon, is_an_error_when_the_answer_is_cut) {
  const ProgramOutput output = status({}, [](std::string_view) { return std::string{"half of a li"}; });
  EXPECT_EQ(output.exit_status, 5);
  EXPECT_NE(output.text.find("broke off"), std::string::npos) << output.text;
}

TEST_F(StatusOfDaemon, says_that_nobody_listens) {
  const auto output = run_program({VRRPSPEC_PROGRAM, "status", "--socket", "/no/such/s"});
  ASSERT_TRUE(output);
  EXPECT_EQ(output->exit_status, 5);
  EXPECT_EQ(output->text,
            "vrrpspec: /no/such/s: no vrrpspecd listens here; start it, or name its socket with --socket\n");
}

}  // namespace
}  // namespace vrrpspec::cli
