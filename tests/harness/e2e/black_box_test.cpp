// A keepalived that runs already and is reached through a wire only, as if it were a device: it was configured from the
// card, started by somebody else, and lives in another namespace.
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <fstream>
#include <sstream>

#include "harness/cli/program.hpp"
#include "harness/lab/program_path.hpp"
#include "tests/harness/lab/netns/enclosed.hpp"

namespace vrrpspec::cli {
namespace {

namespace fs = std::filesystem;
using std::chrono::seconds;

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

/// What a person makes of the card: the value beside each word of it.
std::string on_card(const std::string& card, const std::string& word) {
  const std::size_t at = card.find("\n  " + word);
  if (at == std::string::npos) return {};
  const std::size_t value = card.find_first_not_of(' ', at + 3 + word.size());
  return card.substr(value, card.find_first_of(" ,\n", value) - value);
}

std::string configuration(const std::string& card) {
  std::ostringstream text;
  text << "vrrp_instance box {\n  state " << (on_card(card, "priority") == "255" ? "MASTER" : "BACKUP")
       << "\n  interface dut0\n  use_vmac\n  version " << on_card(card, "version") << "\n  virtual_router_id "
       << on_card(card, "VRID") << "\n  priority " << on_card(card, "priority") << "\n  advert_int "
       << std::stod(on_card(card, "advertisement interval")) / 100.0 << "\n"
       << (on_card(card, "Preempt_Mode") == "False" ? "  nopreempt\n" : "")
       << "  garp_master_delay 0\n  garp_master_repeat 1\n  virtual_ipaddress { "
       << on_card(card, "virtual router's addresses") << " }\n}\n";
  return text.str();
}

/// A keepalived at the far end of a wire; ended with the namespaces.
void start_device(const std::string& name_space, const fs::path& folder, const std::string& configuration) {
  const std::string file = folder / (name_space + ".conf");
  std::ofstream{file} << configuration;
  const std::string command = "ip netns exec " + name_space +
                              " keepalived --dont-fork --vrrp --log-console --no-syslog --pid=/run/" + name_space +
                              ".pid --vrrp_pid=/run/" + name_space + ".vrrp --use-file=" + file + " >" +
                              (folder / (name_space + ".log")).string() + " 2>&1 &";
  ASSERT_EQ(std::system(command.c_str()), 0);
}

/// `address` with its prefix length and options.
void make_wire(const std::string& interface, const std::string& name_space, const std::string& address) {
  const std::string in_there = "ip netns exec " + name_space + " ";
  const std::string script = "set -e; ip netns add " + name_space + "; ip link add " + interface +
                             " type veth peer name dut0 netns " + name_space + "; " + in_there + "ip link set lo up; " +
                             in_there + "ip link set dut0 addrgenmode none up; " + in_there + "ip address add " +
                             address + " dev dut0; ip link set " + interface + " up";
  ASSERT_EQ(std::system(script.c_str()), 0);
}

ProgramOutput vrrpspec(std::vector<std::string> words) {
  words.insert(words.begin(), VRRPSPEC_PROGRAM);
  return run_program(std::move(words), seconds{200}).value_or(ProgramOutput{-1, "it did not end in time"});
}

class BlackBox : public testing::Test {
 protected:
  void SetUp() override {
    if (const std::string why = harness::why_not_enclosed(); !why.empty()) GTEST_SKIP() << why;
    if (!harness::find_program("keepalived")) GTEST_SKIP() << "no keepalived on this machine";
  }

  /// `body` is given the folder and the card of a device that runs.
  void on_a_wire(const std::string& set_up, const std::function<void(const fs::path&, const std::string&)>& body) {
    harness::expect_enclosed([&] {
      make_wire("eth1", "box", set_up.find("ipv6") == std::string::npos ? "192.0.2.11/24" : "fe80::11/64 nodad");
      const ProgramOutput card = vrrpspec({"dut", "init", "--black-box", "eth1", "--set-up", set_up, "-o", box()});
      ASSERT_EQ(card.exit_status, 0) << card.text;
      start_device("box", results.path(), configuration(card.text));
      body(results.path(), card.text);
    });
  }
  [[nodiscard]] std::string box() const { return results.path() / "box.toml"; }
  [[nodiscard]] std::string out() const { return results.path() / "out"; }

  harness::ResultsDirectory results;
};

TEST_F(BlackBox, is_judged_like_the_same_router_in_namespaces) {
  on_a_wire("backup", [this](const fs::path& folder, const std::string& /*card*/) {
    const ProgramOutput output =
        vrrpspec({"test", box(), "6.4.2/S-430/priority-zero-leaves-skew-time", "6.4.3/S-775", "6.4.3/S-665",
                  "7.1/V3-066/owner-ignores-priority-zero", "--listen", "4s", "--out", out()});
    EXPECT_EQ(output.exit_status, 1) << output.text;
    EXPECT_TRUE(contains(output.text, "priority 100, every 0.50 s: the device")) << output.text;
    EXPECT_FALSE(contains(output.text, "note:")) << output.text;
    EXPECT_TRUE(contains(output.text, "lab nic")) << output.text;
    EXPECT_TRUE(contains(output.text, "1 pass, 1 fail, 0 inconclusive, 2 not applicable, 0 error")) << output.text;
    EXPECT_TRUE(contains(output.text, "the losing advert was answered")) << output.text;
    EXPECT_TRUE(contains(output.text, "the case needs 'owner'")) << output.text;
    EXPECT_GT(fs::file_size(folder / "out" / "6.4.2-S-430-priority-zero-leaves-skew-time" / "case.pcapng"), 500U);
  });
}

/// Its set-up says what the run is about.
TEST_F(BlackBox, is_judged_over_ipv6_when_it_is_configured_so) {
  on_a_wire("backup-ipv6", [this](const fs::path& /*folder*/, const std::string& /*card*/) {
    const ProgramOutput output = vrrpspec({"test", box(), "5.1.2.1", "6.4.2/S-430/priority-zero-leaves-skew-time",
                                           "6.4.3/S-775", "--listen", "4s", "--out", out()});
    EXPECT_EQ(output.exit_status, 1) << output.text;
    EXPECT_TRUE(contains(output.text, "against RFC 5798 over IPv6, lab nic")) << output.text;
    EXPECT_TRUE(contains(output.text, "2 pass, 1 fail, 0 inconclusive, 0 not applicable, 0 error")) << output.text;
  });
}

TEST_F(BlackBox, is_judged_in_other_set_ups_too) {
  on_a_wire("owner", [this](const fs::path& /*folder*/, const std::string& /*card*/) {
    const ProgramOutput output =
        vrrpspec({"test", box(), "7.1/V3-066/owner-ignores-priority-zero", "--listen", "3s", "--out", out()});
    EXPECT_EQ(output.exit_status, 1) << output.text;
    EXPECT_TRUE(contains(output.text, "0 pass, 1 fail")) << output.text;
  });
}

TEST_F(BlackBox, is_not_asked_where_another_router_uses_its_number) {
  on_a_wire("backup", [this](const fs::path& folder, const std::string& card) {
    // A LAN with the device, another router that wins the election, and us.
    make_wire("eth2", "other", "192.0.2.12/24");
    ASSERT_EQ(std::system("set -e; ip link add lan up type bridge; ip link add eth3 up type veth peer name eth4; for i "
                          "in eth1 eth2 eth4; do ip link set $i master lan up; done"),
              0);
    const ProgramOutput here = vrrpspec({"dut", "init", "--black-box", "eth3", "-o", box(), "--force"});
    ASSERT_EQ(here.exit_status, 0) << here.text;
    std::string winner = configuration(card);
    winner.replace(winner.find("priority 100"), std::string_view{"priority 100"}.size(), "priority 150");
    start_device("other", folder, winner);
    const ProgramOutput output = vrrpspec({"test", box(), "S-430", "--listen", "20s", "--out", out()});
    EXPECT_EQ(output.exit_status, 5) << output.text;
    EXPECT_TRUE(contains(output.text, "VRID 51 is alive: 192.0.2.12")) << output.text;
    EXPECT_TRUE(contains(output.text, "Nothing was sent")) << output.text;

    const ProgramOutput insisting =
        vrrpspec({"test", box(), "6.4.3/S-775", "--listen", "2s", "--even-if-alive", "--out", out()});
    EXPECT_EQ(insisting.exit_status, 5) << insisting.text;
    EXPECT_TRUE(contains(insisting.text, "another router")) << insisting.text;
  });
}

TEST_F(BlackBox, says_when_nothing_is_there) {
  harness::expect_enclosed([this] {
    make_wire("eth1", "box", "192.0.2.11/24");
    ASSERT_EQ(vrrpspec({"dut", "init", "--black-box", "eth1", "-o", box()}).exit_status, 0);
    const ProgramOutput output =
        vrrpspec({"test", box(), "6.4.3/S-725/yields-to-higher-priority", "--listen", "1s", "--out", out()});
    EXPECT_EQ(output.exit_status, 5) << output.text;
    EXPECT_TRUE(contains(output.text, "heard no router")) << output.text;
    EXPECT_TRUE(contains(output.text, "no ADVERTISEMENT")) << output.text;
  });
}

}  // namespace
}  // namespace vrrpspec::cli
