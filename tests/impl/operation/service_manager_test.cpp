#include "impl/operation/service_manager.hpp"

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <cstddef>
#include <cstdlib>
#include <string>

#include "impl/descriptor.hpp"
#include "impl/operation/local_address.hpp"
#include "tests/impl/operation/temporary_folder.hpp"

namespace vrrpspec::impl {
namespace {

using namespace std::chrono_literals;

/// What systemd is to the daemon: a datagram socket, and variables of the environment.
class ServiceManager : public testing::Test {
 public:
  ServiceManager() {
    const auto address = local_address(folder_ / "notify");
    EXPECT_EQ(::bind(socket_.number(), reinterpret_cast<const sockaddr*>(&*address), sizeof *address), 0);
    ::setenv("NOTIFY_SOCKET", (folder_ / "notify").c_str(), 1);
  }
  ~ServiceManager() override {
    for (const char* name : {"NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID"}) ::unsetenv(name);
  }
  std::string told() {
    char text[1000];
    const ssize_t count = ::recv(socket_.number(), text, sizeof text, 0);
    return {text, count < 0 ? 0 : static_cast<std::size_t>(count)};
  }

 private:
  TemporaryFolder folder_;
  Descriptor socket_{::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)};
};

TEST_F(ServiceManager, is_told_what_the_daemon_does) {
  tell_ready("2 virtual routers");
  EXPECT_EQ(told(), "READY=1\nSTATUS=2 virtual routers");
  tell_status("1 Master, 1 Backup");
  EXPECT_EQ(told(), "STATUS=1 Master, 1 Backup");
  tell_reloading(Instant{12s + 345'678'901ns});
  EXPECT_EQ(told(), "RELOADING=1\nMONOTONIC_USEC=12345678");
  tell_alive();
  EXPECT_EQ(told(), "WATCHDOG=1");
  tell_stopping();
  EXPECT_EQ(told(), "STOPPING=1");
}

TEST_F(ServiceManager, is_told_nothing_else_by_a_status_of_two_lines) {
  tell_status("a\nREADY=1");
  EXPECT_EQ(told(), "STATUS=a\\x0aREADY=1");
}

TEST_F(ServiceManager, may_have_an_abstract_name) {
  const Descriptor socket{::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)};
  const std::string name = "vrrpspec-notify-" + std::to_string(::getpid());
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::ranges::copy(name, address.sun_path + 1);
  const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + 1 + name.size());
  ASSERT_EQ(::bind(socket.number(), reinterpret_cast<const sockaddr*>(&address), size), 0);
  ::setenv("NOTIFY_SOCKET", ("@" + name).c_str(), 1);
  tell_stopping();
  char text[100];
  ASSERT_EQ(::recv(socket.number(), text, sizeof text, 0), 10);
}

TEST_F(ServiceManager, watches_with_half_of_its_patience) {
  EXPECT_EQ(watchdog_interval(), std::nullopt);
  ::setenv("WATCHDOG_USEC", "30000000", 1);
  EXPECT_EQ(watchdog_interval(), Duration{15s});
  ::setenv("WATCHDOG_PID", "1", 1);  // another process is watched
  EXPECT_EQ(watchdog_interval(), std::nullopt);
  ::setenv("WATCHDOG_PID", std::to_string(::getpid()).c_str(), 1);
  EXPECT_EQ(watchdog_interval(), Duration{15s});
  for (const char* nonsense : {"", "0", "-1", "1s", "99999999999999999999999"}) {
    ::setenv("WATCHDOG_USEC", nonsense, 1);
    EXPECT_EQ(watchdog_interval(), std::nullopt) << nonsense;
  }
}

TEST_F(ServiceManager, need_not_be_there) {
  ::unsetenv("NOTIFY_SOCKET");
  tell_ready("x");
  EXPECT_EQ(told(), "");
  for (const std::string& name : {std::string{"/no/such/socket"}, std::string{"@nobody"}, std::string(200, 'x')}) {
    ::setenv("NOTIFY_SOCKET", name.c_str(), 1);
    tell_ready("x");
  }
}

}  // namespace
}  // namespace vrrpspec::impl
