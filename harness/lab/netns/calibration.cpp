#include "harness/lab/netns/calibration.hpp"

#include <fmt/format.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <span>
#include <thread>
#include <vector>

#include "harness/lab/netns/name_space.hpp"
#include "harness/lab/netns/network.hpp"
#include "harness/lab/real_time/file_descriptor.hpp"
#include "harness/lab/real_time/wire_port.hpp"
#include "harness/lab/timer_slack.hpp"

namespace vrrpspec::harness {
namespace {

using std::chrono::microseconds;
using std::chrono::milliseconds;

/// A few dozen of the questions "what is ready?" that the kernel of a guest charges a spinning device for.
constexpr Duration least_resolution = microseconds{500};
constexpr int safety = 2;
constexpr milliseconds patience_with_probe{1000};
const PortNames own_port{.name_space = "calibration", .wire_end = "calibration"};
/// An Ethernet type for experiments (IEEE 802), to be told from what the kernel sends by itself.
constexpr std::array<std::uint8_t, 2> ethernet_type{0x88, 0xb5};
using Probe = std::array<std::uint8_t, 60>;

enum class Way : std::uint8_t { at_once, timerfd, poll };
struct Sample {
  Way way{Way::at_once};
  Duration delay{};
};

/// The first is not counted: until its first tick a kernel counts in ticks (10 ms), and then switches to exact timers.
/// The others go from the least interval to the longest wait of the suite; odd, so that no rhythm of the kernel hides
/// anything.
std::vector<Sample> samples() {
  std::vector<Sample> all{{Way::timerfd, milliseconds{50}}, {}, {}, {}, {}};
  for (const Duration delay : {Duration{microseconds{1'234}}, Duration{microseconds{97'531}},
                               Duration{microseconds{609'375}}, Duration{microseconds{3'609'375}}}) {
    all.push_back({Way::timerfd, delay});
    if (delay > milliseconds{10}) all.push_back({Way::poll, delay});
  }
  return all;
}

std::unexpected<Error> failure(std::string_view what) {
  return std::unexpected{Error{fmt::format("cannot calibrate the lab: {}: {}", what, std::strerror(errno))}};
}

// ---- the punctual device
// ---------------------------------------------------------------------------------------------

/// In the namespace of the calling thread.
FileDescriptor open_device() {
  sockaddr_ll address{};
  address.sll_family = AF_PACKET;
  std::memcpy(&address.sll_protocol, ethernet_type.data(), ethernet_type.size());
  address.sll_ifindex = static_cast<int>(if_nametoindex(device_interface));
  FileDescriptor socket{::socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, address.sll_protocol)};
  const bool bound = bind(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
  return bound ? std::move(socket) : FileDescriptor{};
}

void wait_by_timerfd(const FileDescriptor& timer, Duration delay) {
  const auto whole = std::chrono::duration_cast<std::chrono::seconds>(delay);
  const itimerspec once{.it_interval = {}, .it_value = {.tv_sec = whole.count(), .tv_nsec = (delay - whole).count()}};
  timerfd_settime(timer.get(), 0, &once, nullptr);
  std::uint64_t expirations = 0;
  while (read(timer.get(), &expirations, sizeof expirations) < 0 && errno == EINTR) continue;
}

/// Answers one probe for each sample; gives up when none comes.
void answer_all(const FileDescriptor& device, const std::vector<Sample>& all) {
  const FileDescriptor timer{timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC)};
  for (const Sample& sample : all) {
    pollfd readable{.fd = device.get(), .events = POLLIN, .revents = 0};
    if (::poll(&readable, 1, static_cast<int>(patience_with_probe.count())) != 1) return;
    Probe probe{};
    if (recv(device.get(), probe.data(), probe.size(), 0) < 0) return;
    if (sample.way == Way::timerfd) wait_by_timerfd(timer, sample.delay);
    // poll(2) takes milliseconds; ppoll(2) is rounded by the kernel in the same way.
    const timespec rest{.tv_sec = sample.delay / std::chrono::seconds{1},
                        .tv_nsec = (sample.delay % std::chrono::seconds{1}).count()};
    if (sample.way == Way::poll) ppoll(nullptr, 0, &rest, nullptr);
    send(device.get(), probe.data(), probe.size(), 0);
  }
}

// ---- the other end
// ---------------------------------------------------------------------------------------------------

/// How much later than asked the answer to a probe came.
std::expected<Duration, Error> measure(WirePort& wire, const Sample& sample) {
  Probe probe{0x02, 0, 0, 0, 0, 1, 0x02, 0, 0, 0, 0, 2, ethernet_type[0], ethernet_type[1]};
  const auto sent = wire.send(probe);
  if (!sent) return failure("a frame did not leave");
  pollfd readable{.fd = wire.descriptor(), .events = POLLIN, .revents = 0};
  while (poll(&readable, 1, static_cast<int>((patience_with_probe + 2 * sample.delay) / milliseconds{1})) == 1) {
    for (const StampedOctets& frame : wire.received()) {
      if (!std::ranges::equal(frame.octets, probe)) continue;
      return Duration{frame.realtime_ns - sent->realtime_ns} - sample.delay;
    }
  }
  return failure("a frame was not answered");
}

std::expected<Calibration, Error> measure_all(WirePort& wire, const std::vector<Sample>& all) {
  Calibration calibration;
  if (const auto ignored = measure(wire, all.front()); !ignored) return std::unexpected{ignored.error()};
  for (const Sample& sample : std::span{all}.subspan(1)) {
    const auto late = measure(wire, sample);
    if (!late) return std::unexpected{late.error()};
    if (sample.way == Way::at_once) calibration.link = std::max(calibration.link, *late);
    if (sample.way == Way::timerfd) calibration.timer = std::max(calibration.timer, *late);
    if (sample.way == Way::poll) {
      calibration.timeout = std::max(calibration.timeout, *late - ordinary_slack.of(sample.delay));
    }
  }
  return calibration;
}

}  // namespace

std::expected<Calibration, Error> calibrate() {
  if (auto built = build_network({own_port}, {IpAddress::v4(192, 0, 2, 1)}, 24); !built) {
    return std::unexpected{built.error()};
  }
  auto outcome = [&]() -> std::expected<Calibration, Error> {
    auto wire = WirePort::open(own_port.wire_end);
    if (!wire) return std::unexpected{wire.error()};
    auto visit = Visit::begin(own_port.name_space);
    if (!visit) return std::unexpected{visit.error()};
    const FileDescriptor device = open_device();
    visit->end();
    if (!device) return failure("there is no packet socket");
    const std::vector<Sample> all = samples();
    std::thread answering{[&] { answer_all(device, all); }};
    auto calibration = measure_all(*wire, all);
    answering.join();
    return calibration;
  }();
  remove_name_space(own_port.name_space);
  return outcome;
}

Duration resolution(const Calibration& calibration) {
  return std::max(least_resolution, safety * std::max({calibration.link, calibration.timer, calibration.timeout}));
}

}  // namespace vrrpspec::harness
