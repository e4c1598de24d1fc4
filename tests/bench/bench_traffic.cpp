// What the measurements of ci/bench send to a router: the adverts of Masters for many virtual routers, and floods of
// junk that a script could not send fast enough. IPv4, from 203.0.113.200 on the interface named first.
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <random>
#include <string>
#include <vector>

#include "impl/clock.hpp"
#include "impl/frame/frames.hpp"
#include "model/wire/wire.hpp"

namespace vrrpspec {
namespace {

using namespace std::chrono_literals;
using impl::Octets;

constexpr std::size_t ip_at = 14;
constexpr std::size_t ttl_at = ip_at + 8;
constexpr std::size_t ip_checksum_at = ip_at + 10;
constexpr std::size_t vrrp_at = ip_at + 20;
constexpr std::size_t checksum_at = vrrp_at + 6;

/// Whatever stops a measurement stops the program; the measurement says so.
[[noreturn]] void give_up(const char* what) {
  std::perror(what);
  std::exit(1);
}

Octets advert_of(unsigned vrid, Centiseconds interval) {
  const Advertisement advert{.vrid = *Vrid::from(vrid),
                             .priority = Priority{200},
                             .max_adver_int = interval,
                             .source = IpAddress::v4(203, 0, 113, 200),
                             .addresses = {IpAddress::v4(198, 51, 100, static_cast<std::uint8_t>(vrid))}};
  const IpAddress group = vrrp_multicast_group(Family::ipv4);
  return impl::advert_frame(virtual_router_mac(Family::ipv4, advert.vrid),
                            {.source = advert.source, .destination = group}, wire::encode(advert, group, rfc5798));
}

void set_checksum(Octets& frame, std::size_t from, std::size_t to, std::size_t at) {
  frame[at] = frame[at + 1] = 0;
  const std::uint16_t sum = wire::checksum(std::span{frame}.subspan(from, to - from));
  frame[at] = static_cast<std::uint8_t>(sum >> 8);
  frame[at + 1] = static_cast<std::uint8_t>(sum & 0xff);
}

/// Nothing of this may move a virtual router `vrid`, neither what is broken nor what is another's.
std::vector<Octets> junk_for(unsigned vrid) {
  const unsigned others = 1 + vrid % 255;
  const Octets good = advert_of(vrid, Centiseconds{10});
  std::vector<Octets> frames(6, good);
  frames[0][checksum_at] ^= 0xff;
  frames[1][ttl_at] = 254;
  set_checksum(frames[1], ip_at, vrrp_at, ip_checksum_at);
  frames[2] = advert_of(others, Centiseconds{10});
  frames[3][vrrp_at] = 0x71;   // version 7
  frames[4][vrrp_at + 3] = 9;  // more addresses than there are
  std::mt19937 generator{1};
  std::generate(frames[5].begin() + vrrp_at, frames[5].end(), [&] { return static_cast<std::uint8_t>(generator()); });
  return frames;
}

class Wire {
 public:
  explicit Wire(const char* interface) : socket_{socket(AF_PACKET, SOCK_RAW, 0)} {
    place_.sll_family = AF_PACKET;
    place_.sll_protocol = __builtin_bswap16(ETH_P_IP);
    place_.sll_ifindex = static_cast<int>(if_nametoindex(interface));
    if (socket_ < 0 || place_.sll_ifindex == 0) give_up(interface);
  }

  /// The frames one after another, `count` of them, beginning with the one at `first`.
  void send(std::vector<Octets>& frames, std::size_t first, std::size_t count) {
    std::array<mmsghdr, batch> messages{};
    std::array<iovec, batch> parts{};
    for (std::size_t sent = 0; sent < count;) {
      const std::size_t wanted = std::min(batch, count - sent);
      for (std::size_t i = 0; i < wanted; ++i) {
        Octets& frame = frames[(first + sent + i) % frames.size()];
        parts[i] = {.iov_base = frame.data(), .iov_len = frame.size()};
        messages[i].msg_hdr = {.msg_name = &place_,
                               .msg_namelen = sizeof place_,
                               .msg_iov = &parts[i],
                               .msg_iovlen = 1,
                               .msg_control = nullptr,
                               .msg_controllen = 0,
                               .msg_flags = 0};
      }
      const int result = sendmmsg(socket_, messages.data(), static_cast<unsigned>(wanted), 0);
      if (result < 0) give_up("sendmmsg");
      sent += static_cast<std::size_t>(result);
    }
  }

 private:
  static constexpr std::size_t batch = 64;
  int socket_;
  sockaddr_ll place_{};
};

void sleep_until(Instant instant) {
  const auto since = instant.time_since_epoch();
  const timespec time{.tv_sec = since / 1s, .tv_nsec = (since % 1s).count()};
  clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &time, nullptr);
}

/// The virtual routers 1 to `count`, their adverts evenly over the interval, for ever.
[[noreturn]] void be_master(Wire wire, unsigned count, Centiseconds interval) {
  std::vector<Octets> adverts;
  for (unsigned vrid = 1; vrid <= count; ++vrid) adverts.push_back(advert_of(vrid, interval));
  Instant next = impl::monotonic_now();
  for (std::size_t i = 0;; ++i) {
    wire.send(adverts, i, 1);
    next = std::max(next + interval.duration() / count, impl::monotonic_now());
    sleep_until(next);
  }
}

/// As much each millisecond as is missing by then, but what a busy machine kept back for longer than a few is not made
/// up for. Says at the end how many frames per second it was.
void flood(Wire wire, unsigned vrid, unsigned per_second, std::chrono::seconds span) {
  constexpr Duration tick = 1ms;
  constexpr Duration most_at_once = 4ms;
  std::vector<Octets> frames = junk_for(vrid);
  const Instant begin = impl::monotonic_now();
  std::size_t sent = 0;
  Instant before = begin;
  for (Instant time = begin; time < begin + span; time = impl::monotonic_now()) {
    const Duration due = std::min(time - before, most_at_once);
    const std::size_t count = static_cast<std::size_t>(due / 1us) * per_second / 1'000'000;
    wire.send(frames, sent, count);
    sent += count;
    before = time;
    sleep_until(time + tick);
  }
  const std::chrono::duration<double> spent = impl::monotonic_now() - begin;
  std::printf("%.0f\n", static_cast<double>(sent) / spent.count());
}

int run(int argc, char** argv) {
  const std::vector<std::string> words(argv, argv + argc);
  const auto number = [&words](std::size_t at) { return static_cast<unsigned>(std::stoul(words[at])); };
  if (words.size() == 5 && words[2] == "master") {
    be_master(Wire{argv[1]}, number(3), Centiseconds{static_cast<std::uint16_t>(number(4))});
  } else if (words.size() == 6 && words[2] == "junk") {
    flood(Wire{argv[1]}, number(3), number(4), std::chrono::seconds{number(5)});
  } else {
    std::fputs(
        "usage: vrrpspec_bench_traffic INTERFACE master ROUTERS CENTISECONDS\n"
        "       vrrpspec_bench_traffic INTERFACE junk VRID FRAMES_PER_SECOND SECONDS\n",
        stderr);
    return 2;
  }
  return 0;
}

}  // namespace
}  // namespace vrrpspec

int main(int argc, char** argv) {
  return vrrpspec::run(argc, argv);
}
