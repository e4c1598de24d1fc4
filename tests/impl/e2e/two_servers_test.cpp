// Two web servers that share an address, as articles about keepalived show them: nginx on both, a script that looks for
// it, a password, a virtual address. Their keepalived.conf runs unchanged with vrrpspecd. Each server is a network and
// a PID namespace, so that `killall -0 nginx` sees its own nginx only.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "tests/harness/lab/netns/enclosed.hpp"
#include "tests/impl/e2e/daemon_process.hpp"
#include "tests/impl/kernel/lab.hpp"

namespace vrrpspec::impl::test {
namespace {

using harness::expect_enclosed;
using harness::why_not_enclosed;

std::string instance_of(int number, bool master) {
  const std::string digit = std::to_string(number);
  return "vrrp_instance VI_" + digit + " {\n    state " + (master ? "MASTER" : "BACKUP") +
         "\n    interface eth0\n    virtual_router_id 5" + digit + "\n    priority " + (master ? "110" : "100") +
         "\n    advert_int 1\n    authentication {\n        auth_type PASS\n        auth_pass 1111\n    }\n" +
         "    virtual_ipaddress {\n        192.0.2.10" + digit +
         "/24\n    }\n    track_script {\n        check_nginx\n" + "    }\n}\n";
}

/// keepalived.conf of server 1 or 2: it is the first choice for one of two addresses, so that both work.
std::string keepalived_conf(int server) {
  return "! Configuration File for keepalived\n\nglobal_defs {\n    router_id web" + std::to_string(server) +
         "\n}\n\nvrrp_script check_nginx {\n    script \"/usr/bin/killall -0 nginx\"\n    interval 1\n    weight "
         "50\n}\n\n" +
         instance_of(1, server == 1) + "\n" + instance_of(2, server == 2);
}

std::string nginx_conf(const std::string& name) {
  const std::string home = "/run/" + name;
  std::string text = "user root;\nworker_processes 1;\npid " + home + "/nginx.pid;\nerror_log " + home +
                     "/nginx.log;\nevents {}\nhttp {\n  access_log off;\n";
  for (const char* kind : {"client_body", "proxy", "fastcgi", "uwsgi", "scgi"})
    text += std::string{"  "} + kind + "_temp_path " + home + "/" + kind + ";\n";
  return text + "  server { listen 80; location / { return 200 \"" + name + "\\n\"; } }\n}\n";
}

/// A shell in namespaces of its own, which runs what tell() says. As the first process of its PID namespace it has to
/// bury who dies there, as bash does at once: a zombie called nginx would still be an nginx for killall.
class Server {
 public:
  explicit Server(int number) : name_{"web" + std::to_string(number)}, home_{"/run/" + name_} {
    std::filesystem::create_directory(home_);
    std::ofstream{home_ / "keepalived.conf"} << keepalived_conf(number);
    std::ofstream{home_ / "nginx.conf"} << nginx_conf(name_);
    run("mkfifo " + (home_ / "commands").string() + " && ip netns add " + name_ + " && ip link add " + name_ +
        " master lan up type veth peer name eth0 netns " + name_ + " && ip -n " + name_ + " address add 192.0.2.1" +
        std::to_string(number) + "/24 dev eth0 && ip -n " + name_ + " link set eth0 up");
    run("nsenter --net=/run/netns/" + name_ +
        " unshare --pid --fork --kill-child --mount-proc bash -c 'while read -r line; do eval \"$line\"; done' <> " +
        (home_ / "commands").string() + " > " + (home_ / "log").string() + " 2>&1 & echo $! > " +
        (home_ / "pid").string());
    const std::string program = std::filesystem::read_symlink("/proc/self/exe").parent_path() / "vrrpspecd";
    tell("nginx -c " + (home_ / "nginx.conf").string());
    tell(program + " -f " + (home_ / "keepalived.conf").string() + " --run-dir " + home_.string() + " &");
  }
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;
  ~Server() {
    if (testing::Test::HasFailure()) std::system(("cat " + (home_ / "log").string() + " >&2").c_str());
    crash();
  }

  void tell(const std::string& command) const { std::ofstream{home_ / "commands"} << command << std::endl; }
  /// The plug is pulled: all of it is gone at once.
  void crash() {
    std::system(("kill -KILL $(cat " + (home_ / "pid").string() + ") 2>/dev/null").c_str());
    std::system(("ip link set " + name_ + " down 2>/dev/null").c_str());
  }

 private:
  std::string name_;
  std::filesystem::path home_;
};

/// What a client on the LAN gets from the address: the name of a server.
std::string page_at(const std::string& address) {
  const std::string page =
      output_of("nsenter --net=/run/netns/client timeout 1 bash -c 'exec 3<>/dev/tcp/" + address +
                "/80 && printf \"GET / HTTP/1.0\\r\\n\\r\\n\" >&3 && tail -n 1 <&3' 2>/dev/null || true");
  return page.substr(0, page.find('\n'));
}

void expect_pages(const std::string& first, const std::string& second) {
  // Master_Down_Interval is 3.6 s, and the script looks every second.
  EXPECT_TRUE(becomes_true([&] { return page_at("192.0.2.101") == first && page_at("192.0.2.102") == second; },
                           std::chrono::seconds{20}))
      << "got " << page_at("192.0.2.101") << " and " << page_at("192.0.2.102");
}

TEST(TwoServers, share_the_load_and_take_over_from_each_other) {
  SKIP_UNLESS_ENCLOSED();
  expect_enclosed([] {
    run("mount -t tmpfs tmpfs /run && ip link add lan type bridge && ip link set lan up && ip netns add client && "
        "ip link add client master lan up type veth peer name eth0 netns client && "
        "ip -n client address add 192.0.2.100/24 dev eth0 && ip -n client link set eth0 up");
    Server first{1};
    const Server second{2};
    expect_pages("web1", "web2");

    // nginx ends on the second server: its priority falls from 160 to 110, below the 150 of the other.
    second.tell("nginx -c /run/web2/nginx.conf -s stop");
    expect_pages("web1", "web1");
    second.tell("nginx -c /run/web2/nginx.conf");
    expect_pages("web1", "web2");

    first.crash();
    expect_pages("web2", "web2");
  });
}

}  // namespace
}  // namespace vrrpspec::impl::test
