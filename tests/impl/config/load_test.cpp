// Whole files, as people write them.
#include <gtest/gtest.h>

#include "tests/impl/config/reading.hpp"

namespace vrrpspec::impl {
namespace {

// Two web servers that share an address: the file that introductions to keepalived show.
constexpr std::string_view two_web_servers = R"(! Configuration File for keepalived

global_defs {
   router_id nginx_master
   script_user root
   enable_script_security
}

vrrp_script chk_nginx {
    script "killall -0 nginx"   # cheaper than pidof
    interval 2
    weight -20
    fall 2
    rise 1
}

vrrp_instance VI_1 {
    state MASTER
    interface eth0
    virtual_router_id 51
    priority 101
    advert_int 1
    authentication {
        auth_type PASS
        auth_pass 1111
    }
    virtual_ipaddress {
        192.0.2.100/24 dev eth0 label eth0:vip
    }
    track_script {
        chk_nginx
    }
    notify_master "/etc/keepalived/notify.sh master"
}
)";

TEST(LoadConfiguration, reads_the_file_of_two_web_servers) {
  const Loaded loaded = read(two_web_servers);
  ASSERT_TRUE(loaded.is_usable()) << messages(loaded);
  EXPECT_EQ(loaded.configuration.router_id, "nginx_master");
  ASSERT_EQ(loaded.configuration.scripts.size(), 1U);
  const ScriptConfiguration& script = loaded.configuration.scripts[0];
  EXPECT_EQ(script.name, "chk_nginx");
  EXPECT_EQ(script.command, (Command{.argv = {"killall", "-0", "nginx"}, .user = "root", .group = {}}));
  EXPECT_EQ(script.interval, std::chrono::seconds{2});
  EXPECT_EQ(script.timeout, std::chrono::seconds{2});
  EXPECT_EQ(script.fall, 2U);

  ASSERT_EQ(loaded.configuration.instances.size(), 1U);
  const InstanceConfiguration& instance = loaded.configuration.instances[0];
  EXPECT_EQ(instance.name, "VI_1");
  EXPECT_EQ(instance.interface, "eth0");
  EXPECT_EQ(instance.vrid, *Vrid::from(51));
  EXPECT_EQ(instance.priority, Priority{101});
  EXPECT_EQ(instance.versions, (Versions{.v2 = true, .v3 = false}));
  EXPECT_EQ(instance.profile, &rfc3768);
  EXPECT_EQ(instance.password, "1111");
  const VirtualAddress address{.address = IpAddress::v4(192, 0, 2, 100), .prefix_length = 24, .label = "eth0:vip"};
  EXPECT_EQ(instance.addresses, std::vector{address});
  EXPECT_EQ(instance.track_scripts, (std::vector{TrackedScript{.name = "chk_nginx", .weight = -20}}));
  ASSERT_TRUE(instance.notifications.master);
  EXPECT_EQ(instance.notifications.master->argv, (std::vector<std::string>{"/etc/keepalived/notify.sh", "master"}));
}

TEST(LoadConfiguration, has_nothing_to_say_about_a_plain_instance) {
  const Loaded loaded = read(quiet_instance_with("priority 150"));
  EXPECT_EQ(messages(loaded), "");
  const InstanceConfiguration& instance = loaded.configuration.instances.at(0);
  EXPECT_EQ(instance.priority, Priority{150});
  EXPECT_EQ(instance.versions, (Versions{.v2 = false, .v3 = true}));
  EXPECT_EQ(instance.profile, &rfc5798);
  EXPECT_EQ(instance.advertisement_interval, Centiseconds{100});
  EXPECT_TRUE(instance.preempt_mode);
  EXPECT_TRUE(instance.accept_mode);
}

TEST(LoadConfiguration, reads_its_own_dump) {
  const Loaded loaded = read(two_web_servers);
  const Loaded again = read(dump(loaded.configuration));
  EXPECT_TRUE(again.is_usable()) << messages(again);
  EXPECT_EQ(again.configuration, loaded.configuration) << dump(loaded.configuration);
}

}  // namespace
}  // namespace vrrpspec::impl
