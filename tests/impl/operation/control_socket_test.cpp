#include "impl/operation/control_socket.hpp"

#include <gtest/gtest.h>
#include <poll.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <boost/asio/io_context.hpp>
#include <future>

#include "impl/operation/control_client.hpp"
#include "impl/operation/local_listener.hpp"
#include "tests/impl/operation/temporary_folder.hpp"

namespace vrrpspec::impl {
namespace {

using namespace std::chrono_literals;

/// An event loop that runs in the thread of the test until a client, which has a thread of its own, is done.
class Daemon {
 public:
  explicit Daemon(const std::filesystem::path& path, ControlSocketLimits limits = {}, std::optional<gid_t> group = {}) {
    auto listener = LocalListener::open(path, group);
    EXPECT_TRUE(listener) << listener.error().what;
    if (!listener) return;
    socket.emplace(context_, std::move(*listener), limits, [this](std::string_view request) {
      asked.emplace_back(request);
      return answer.empty() ? "you said " + std::string{request} + "\n" : answer;
    });
  }
  template <class Client>
  auto run(Client client) {
    auto result = std::async(std::launch::async, std::move(client));
    while (result.wait_for(0s) != std::future_status::ready) run_for(1ms);
    return result.get();
  }
  void run_for(std::chrono::milliseconds duration) {
    context_.restart();
    context_.run_for(duration);
  }

  std::vector<std::string> asked;
  std::string answer;

 private:
  boost::asio::io_context context_;

 public:
  std::optional<ControlSocket> socket;
};

/// A client that has connected and done nothing yet.
Descriptor connected(const std::filesystem::path& path) {
  auto connection = connect_local(path);
  EXPECT_TRUE(connection) << connection.error().what;
  return connection ? std::move(*connection) : Descriptor{};
}

void say(const Descriptor& client, std::string_view text) {
  EXPECT_EQ(::send(client.number(), text.data(), text.size(), MSG_NOSIGNAL), static_cast<ssize_t>(text.size()));
}

/// What the daemon sent so far; "EOF" at the end when it has hung up.
std::string heard(const Descriptor& client) {
  std::string text;
  char part[4096];
  while (true) {
    const ssize_t count = ::recv(client.number(), part, sizeof part, MSG_DONTWAIT);
    if (count < 0 && errno == EAGAIN) return text;
    if (count <= 0) return text + "EOF";
    text.append(part, static_cast<std::size_t>(count));
  }
}

TEST(ControlSocket, answers_a_line_and_hangs_up) {
  const TemporaryFolder folder;
  Daemon daemon{folder / "s"};
  const auto answer = daemon.run([&] { return ask_daemon(folder / "s", "status"); });
  EXPECT_EQ(answer.value_or(""), "you said status\n");
  EXPECT_EQ(daemon.asked, std::vector<std::string>{"status"});
}

TEST(ControlSocket, sends_long_answers_whole) {
  const TemporaryFolder folder;
  Daemon daemon{folder / "s"};
  daemon.answer = std::string(3 << 20, 'x') + "\n";
  const auto answer = daemon.run([&] { return ask_daemon(folder / "s", "status"); });
  EXPECT_EQ(answer.value_or(""), daemon.answer);
}

TEST(ControlSocket, bounds_the_answer) {
  const TemporaryFolder folder;
  Daemon daemon{folder / "s", {.answer = 100}};
  daemon.answer = std::string(101, 'x');
  const auto answer = daemon.run([&] { return ask_daemon(folder / "s", "status"); });
  ASSERT_FALSE(answer);
  EXPECT_NE(answer.error().what.find("longer than 100 octets"), std::string::npos) << answer.error().what;
}

TEST(ControlSocket, takes_a_line_in_pieces_and_with_a_carriage_return) {
  const TemporaryFolder folder;
  Daemon daemon{folder / "s"};
  const Descriptor client = connected(folder / "s");
  say(client, "sta");
  daemon.run_for(5ms);
  say(client, "tus\r\nignored");
  daemon.run_for(5ms);
  EXPECT_EQ(heard(client), "you said status\nEOF");
}

TEST(ControlSocket, takes_a_line_of_the_greatest_length_and_none_longer) {
  const TemporaryFolder folder;
  Daemon daemon{folder / "s", {.line = 10}};
  const Descriptor longest = connected(folder / "s");
  const Descriptor longer = connected(folder / "s");
  say(longest, "0123456789\n");
  say(longer, "0123456789a");
  daemon.run_for(5ms);
  EXPECT_EQ(heard(longest), "you said 0123456789\nEOF");
  EXPECT_EQ(heard(longer), "error: a request has at most 10 octets\nEOF");
  EXPECT_EQ(daemon.asked.size(), 1U);
}

TEST(ControlSocket, drops_a_client_that_hangs_up_in_its_line) {
  const TemporaryFolder folder;
  Daemon daemon{folder / "s"};
  const Descriptor client = connected(folder / "s");
  say(client, "status");
  ::shutdown(client.number(), SHUT_WR);
  daemon.run_for(5ms);
  EXPECT_EQ(heard(client), "EOF");
  EXPECT_TRUE(daemon.asked.empty());
}

TEST(ControlSocket, drops_silent_clients_and_serves_those_who_waited) {
  const TemporaryFolder folder;
  Daemon daemon{folder / "s", {.clients = 2, .patience = 50ms}};
  const Descriptor silent = connected(folder / "s");
  const Descriptor slow = connected(folder / "s");
  say(slow, "s");
  daemon.run_for(5ms);
  const Descriptor waiting = connected(folder / "s");
  say(waiting, "status\n");
  daemon.run_for(5ms);
  EXPECT_EQ(heard(waiting), "");
  daemon.run_for(100ms);
  EXPECT_EQ(heard(silent), "EOF");
  EXPECT_EQ(heard(slow), "EOF");
  EXPECT_EQ(heard(waiting), "you said status\nEOF");
}

TEST(ControlSocket, drops_a_client_that_does_not_read_its_answer) {
  const TemporaryFolder folder;
  Daemon daemon{folder / "s", {.patience = 50ms}};
  daemon.answer = std::string(3 << 20, 'x');
  const Descriptor deaf = connected(folder / "s");
  say(deaf, "status\n");
  daemon.run_for(100ms);
  const std::string part = heard(deaf);
  EXPECT_LT(part.size(), daemon.answer.size());
  EXPECT_TRUE(part.ends_with("EOF"));
}

TEST(ControlSocket, is_for_its_owner_only) {
  const TemporaryFolder folder;
  const mode_t mask = ::umask(0);
  const Daemon daemon{folder / "s"};
  ::umask(mask);
  struct stat found{};
  ASSERT_EQ(::stat((folder / "s").c_str(), &found), 0);
  EXPECT_EQ(found.st_mode & 07777U, 0600U);
}

TEST(ControlSocket, can_be_for_a_group_too) {
  const TemporaryFolder folder;
  const Daemon daemon{folder / "s", {}, ::getgid()};
  struct stat found{};
  ASSERT_EQ(::stat((folder / "s").c_str(), &found), 0);
  EXPECT_EQ(found.st_mode & 07777U, 0660U);
  EXPECT_EQ(found.st_gid, ::getgid());
}

TEST(ControlSocket, is_not_taken_from_a_daemon_that_lives) {
  const TemporaryFolder folder;
  Daemon daemon{folder / "s"};
  const auto second = LocalListener::open(folder / "s", {});
  ASSERT_FALSE(second);
  EXPECT_NE(second.error().what.find("another vrrpspecd"), std::string::npos) << second.error().what;
  EXPECT_TRUE(daemon.run([&] { return ask_daemon(folder / "s", "status"); }));
}

TEST(ControlSocket, is_not_taken_from_another_program) {
  const TemporaryFolder folder;
  Daemon daemon{folder / "s"};
  std::filesystem::rename(folder / "s", folder / "other");
  const auto second = LocalListener::open(folder / "other", {});
  ASSERT_FALSE(second);
  EXPECT_NE(second.error().what.find("somebody listens"), std::string::npos) << second.error().what;
}

TEST(ControlSocket, replaces_what_a_killed_daemon_left) {
  const TemporaryFolder folder;
  {
    std::ofstream{folder / "s.lock"};
  }
  {
    Daemon killed{folder / "other"};
    std::filesystem::rename(folder / "other", folder / "s");
  }
  ASSERT_TRUE(std::filesystem::is_socket(folder / "s"));
  Daemon daemon{folder / "s"};
  EXPECT_TRUE(daemon.run([&] { return ask_daemon(folder / "s", "status"); }));
}

TEST(ControlSocket, replaces_nothing_that_is_no_socket) {
  const TemporaryFolder folder;
  std::ofstream{folder / "s"} << "precious";
  EXPECT_FALSE(LocalListener::open(folder / "s", {}));
  EXPECT_EQ(text_of(folder / "s"), "precious");
}

TEST(ControlSocket, removes_its_files_and_drops_its_clients_at_the_end) {
  const TemporaryFolder folder;
  Daemon daemon{folder / "s"};
  const Descriptor client = connected(folder / "s");
  daemon.run_for(5ms);
  daemon.socket.reset();
  EXPECT_FALSE(std::filesystem::exists(folder / "s"));
  EXPECT_FALSE(std::filesystem::exists(folder / "s.lock"));
  EXPECT_EQ(heard(client), "EOF");
}

TEST(ControlSocket, asks_nothing_more_once_a_request_closed_it) {
  const TemporaryFolder folder;
  boost::asio::io_context context;
  std::optional<ControlSocket> socket;
  unsigned asked = 0;
  auto listener = LocalListener::open(folder / "s", {});
  ASSERT_TRUE(listener);
  socket.emplace(context, std::move(*listener), ControlSocketLimits{}, [&](std::string_view) {
    ++asked;
    socket.reset();
    return std::string{"done\n"};
  });
  const Descriptor first = connected(folder / "s");
  const Descriptor second = connected(folder / "s");
  say(first, "stop\n");
  say(second, "stop\n");  // has arrived when the first is answered
  context.run_for(5ms);
  EXPECT_EQ(asked, 1U);
  EXPECT_EQ(heard(first), "EOF");
}

TEST(ControlSocket, names_that_are_too_long_are_errors) {
  const TemporaryFolder folder;
  const auto opened = LocalListener::open(folder / std::string(108, 'x').c_str(), {});
  ASSERT_FALSE(opened);
  EXPECT_NE(opened.error().what.find("at most 107 octets"), std::string::npos) << opened.error().what;
  EXPECT_FALSE(LocalListener::open("/no/such/folder/s", {}));
}

TEST(ControlClient, says_that_nobody_listens) {
  const auto answer = ask_daemon("/no/such/s", "status");
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().what,
            "/no/such/s: no vrrpspecd listens here; start it, or name its run directory with --run-dir");
}

TEST(ControlClient, does_not_wait_for_ever) {
  const TemporaryFolder folder;
  const auto mute = LocalListener::open(folder / "s", {});
  ASSERT_TRUE(mute);
  const auto answer = ask_daemon(folder / "s", "status", 10ms);
  ASSERT_FALSE(answer);
  EXPECT_NE(answer.error().what.find("does not answer"), std::string::npos) << answer.error().what;
}

}  // namespace
}  // namespace vrrpspec::impl
