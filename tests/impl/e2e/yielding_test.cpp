// Many virtual routers that yield together: the kernel takes long to close each macvlan, and nothing may wait for all.
#include <gtest/gtest.h>

#include <cstdlib>

#include "impl/frame/frames.hpp"
#include "model/wire/wire.hpp"
#include "tests/impl/e2e/daemon_process.hpp"
#include "tests/impl/kernel/in_lab.hpp"

namespace vrrpspec::impl::test {
namespace {

constexpr unsigned routers = 40;

class Yielding : public InLab {};

std::string many() {
  std::string text;
  for (unsigned vrid = 1; vrid <= routers; ++vrid) {
    const std::string number = std::to_string(vrid);
    text += "vrrp_instance R" + number + " {\n interface eth0\n version 3\n use_vmac\n virtual_router_id " + number +
            "\n advert_int 0.1\n garp_master_delay 0\n garp_master_repeat 1\n virtual_ipaddress {\n 198.51.100." +
            number + "/32\n }\n}\n";
  }
  return text;
}

/// Adverts of a better Master for all.
void advertise(const Tap& tap) {
  const IpAddress group = vrrp_multicast_group(Family::ipv4);
  for (unsigned vrid = 1; vrid <= routers; ++vrid) {
    const Advertisement advert{.vrid = *Vrid::from(vrid),
                               .priority = Priority{200},
                               .max_adver_int = Centiseconds{4000},
                               .source = IpAddress::v4(192, 0, 2, 200),
                               .addresses = {IpAddress::v4(198, 51, 100, static_cast<std::uint8_t>(vrid))}};
    tap.send(advert_frame(virtual_router_mac(Family::ipv4, advert.vrid),
                          {.source = advert.source, .destination = group}, wire::encode(advert, group, rfc5798)));
  }
}

void wait_for_lines(const DaemonProcess& daemon, const std::string& what) {
  EXPECT_TRUE(becomes_true([&] { return count(daemon.log(), what) >= routers; }, std::chrono::seconds{20}))
      << count(daemon.log(), what) << " of " << what;
}

int macvlans_that_are_up() {
  return std::atoi(output_of("ip -o link show up type macvlan | wc -l").c_str());
}

TEST_F(Yielding, together_close_all_their_macvlans) {
  inside([] {
    const Tap tap{"far0"};
    const DaemonProcess daemon{many()};
    wait_for_lines(daemon, "from=Backup to=Master");
    EXPECT_TRUE(becomes_true([] { return macvlans_that_are_up() == routers; }));
    advertise(tap);
    wait_for_lines(daemon, "from=Master to=Backup");
    EXPECT_TRUE(becomes_true([] { return macvlans_that_are_up() == 0; }));
    EXPECT_EQ(output_of("ip -o address show | grep -c 198.51.100. || true"), "1\n") << "that of eth1";
  });
}

TEST_F(Yielding, leaves_nothing_behind_when_the_daemon_stops_meanwhile) {
  inside([] {
    const std::string before = network_snapshot();
    const Tap tap{"far0"};
    DaemonProcess daemon{many()};
    wait_for_lines(daemon, "from=Backup to=Master");
    advertise(tap);
    daemon.wait_for_log("from=Master to=Backup");
    EXPECT_EQ(daemon.stop(), 0);
    EXPECT_EQ(network_snapshot(), before);
  });
}

TEST_F(Yielding, leaves_nothing_behind_when_a_reload_takes_the_routers_away_meanwhile) {
  inside([] {
    const Tap tap{"far0"};
    const DaemonProcess daemon{many()};
    wait_for_lines(daemon, "from=Backup to=Master");
    advertise(tap);
    daemon.wait_for_log("from=Master to=Backup");
    daemon.reload(instance());
    EXPECT_TRUE(becomes_true([] { return output_of("ip -o link show type macvlan | wc -l") == "1\n"; }));
    // VRID 7 goes on as the Backup that it was.
    EXPECT_TRUE(becomes_true([] { return macvlans_that_are_up() == 0; }));
  });
}

}  // namespace
}  // namespace vrrpspec::impl::test
