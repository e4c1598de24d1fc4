#include "tests/impl/e2e/daemon_process.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>

#include "impl/clock.hpp"
#include "impl/operation/control_client.hpp"
#include "tests/impl/kernel/lab.hpp"

namespace vrrpspec::impl::test {
namespace {

constexpr const char* configuration_file = "/run/vrrpspecd.conf";
constexpr const char* log_file = "/run/vrrpspecd.log";
constexpr const char* run_directory = "/run/vrrpspecd";

std::string instance_with(const std::string& more, const std::string& addresses) {
  return "vrrp_instance VI {\n interface eth0\n version 3\n use_vmac\n virtual_router_id 7\n advert_int 0.1\n"
         " garp_master_delay 0\n garp_master_repeat 1\n" +
         more + "\n virtual_ipaddress {\n" + addresses + " }\n}\n";
}

}  // namespace

bool becomes_true(const std::function<bool()>& condition, Duration patience) {
  const Instant end = monotonic_now() + patience;
  while (!condition()) {
    if (monotonic_now() > end) return false;
    ::poll(nullptr, 0, 2);
  }
  return true;
}

std::size_t count(const std::string& text, const std::string& what) {
  std::size_t found = 0;
  for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + 1)) ++found;
  return found;
}

std::string instance(const std::string& more) {
  return instance_with(more, " 192.0.2.1/24\n");
}

std::string ipv6_instance(const std::string& more) {
  return instance_with(more, " fe80::1/64\n 2001:db8:1::1/64\n");
}

DaemonProcess::DaemonProcess(const std::string& configuration, std::vector<std::string> options) {
  std::ofstream{configuration_file} << configuration;
  const std::string program = std::filesystem::read_symlink("/proc/self/exe").parent_path() / "vrrpspecd";
  std::vector<std::string> words{program, "--config", configuration_file};
  if (std::ranges::find(options, "--run-dir") == options.end()) {
    words.emplace_back("--run-dir");
    words.emplace_back(run_directory);
  }
  words.insert(words.end(), std::make_move_iterator(options.begin()), std::make_move_iterator(options.end()));
  std::vector<char*> argv;
  for (std::string& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, log_file, O_WRONLY | O_CREAT | O_TRUNC, 0644);
  posix_spawn_file_actions_adddup2(&actions, STDERR_FILENO, STDOUT_FILENO);
  EXPECT_EQ(posix_spawn(&pid_, program.c_str(), &actions, nullptr, argv.data(), environ), 0);
  posix_spawn_file_actions_destroy(&actions);
}

DaemonProcess::~DaemonProcess() {
  if (testing::Test::HasFailure()) std::fprintf(stderr, "the daemon's log:\n%s\n", log().c_str());
  kill();
}

std::string DaemonProcess::log() const {
  std::ostringstream text;
  text << std::ifstream{log_file}.rdbuf();
  return text.str();
}

void DaemonProcess::wait_for_log(const std::string& text) const {
  EXPECT_TRUE(becomes_true([&] { return log().find(text) != std::string::npos; }))
      << "no \"" << text << "\" in the log";
}

boost::json::object DaemonProcess::status() const {
  const auto answer = ask_daemon(std::filesystem::path{run_directory} / "control.sock", "status json");
  if (!answer) {
    ADD_FAILURE() << answer.error().what;
    return {};
  }
  return boost::json::parse(*answer).as_object();
}

boost::json::object DaemonProcess::router() const {
  const boost::json::object all = status();
  if (!all.contains("routers") || all.at("routers").as_array().size() != 1) return {};
  return all.at("routers").as_array().at(0).as_object();
}

std::string DaemonProcess::state() const {
  const boost::json::object one = router();
  return one.contains("state") ? std::string{one.at("state").as_string()} : "";
}

void DaemonProcess::wait_for_state(const std::string& state) const {
  EXPECT_TRUE(becomes_true([&] { return this->state() == state; })) << "never " << state;
}

void DaemonProcess::reload(const std::string& configuration) const {
  const auto reloads = [this] { return count(log(), " reload"); };
  const std::size_t before = reloads();
  std::ofstream{configuration_file} << configuration;
  ::kill(pid_, SIGHUP);
  EXPECT_TRUE(becomes_true([&] { return reloads() > before; })) << "not reloaded";
}

int DaemonProcess::stop() {
  ::kill(pid_, SIGTERM);
  return wait();
}

void DaemonProcess::kill() {
  if (pid_ < 0) return;
  ::kill(pid_, SIGKILL);
  ::waitpid(pid_, nullptr, 0);
  pid_ = -1;
}

int DaemonProcess::wait() {
  int status = 0;
  if (!becomes_true([&] { return ::waitpid(pid_, &status, WNOHANG) == pid_; })) return -1;
  pid_ = -1;
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

std::string network_snapshot() {
  // Without what time alone changes: lifetimes and counters; and without the order of what was put back.
  return output_of(
      "ip -o -d link show | sed 's/ promiscuity.*//;s/ qdisc [a-z]*//'; ip -o address show | sed 's/ valid_lft.*//' | "
      "sed 's/^[0-9]*: //' | sort; ip route show table all | sort; ip -6 route show table all | sed 's/ expires.*//' | "
      "sort; cd /proc/sys/net && grep -rs . ipv4/conf ipv6/conf | grep -v stable_secret | sort");
}

}  // namespace vrrpspec::impl::test
