#include "harness/lab/nic/nic_lab.hpp"

#include <fmt/format.h>
#include <linux/if_ether.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

#include "harness/lab/nic/nic_segment.hpp"
#include "harness/lab/real_time/file_descriptor.hpp"
#include "harness/lab/real_time/priority.hpp"
#include "harness/lab/real_time/ticker.hpp"
#include "model/assert.hpp"

namespace vrrpspec::harness {
namespace {

constexpr Duration tick = std::chrono::milliseconds{50};
/// The device settles, and what is still on its way belongs to no case.
constexpr Duration pause_between_cases = std::chrono::milliseconds{500};

class NicLab final : public Lab {
 public:
  NicLab(const std::string& interface, const WireParties& parties, FileDescriptor stamps)
      : services_{interface, parties}, stamps_{std::move(stamps)} {
    services_.noise.sample_stolen(Clock::now());
    schedule_tick(Clock::now());
  }
  ~NicLab() override { VRRPSPEC_ASSERT(services_.segment == nullptr); }

  [[nodiscard]] std::string_view name() const override { return "nic"; }
  void open(const SegmentRequest& request, Opened opened) override;
  void post(std::function<void()> task) override { services_.loop.post(std::move(task)); }
  void set_tick(Duration period, std::function<void()> task) override { ticker_.set(period, std::move(task)); }
  void run() override { services_.loop.run(); }
  void stop() override { services_.loop.stop(); }
  [[nodiscard]] std::optional<int> interrupted() const override { return services_.loop.interrupted(); }
  [[nodiscard]] std::optional<NoiseCertificate> certificate() const override;

 private:
  void open_wire(const SegmentRequest& request, const Opened& opened);
  void schedule_tick(Instant due);

  NicServices services_;
  Instant made_{Clock::now()};
  FileDescriptor stamps_;
  Loop::Handle opening_;
  Loop::Handle tick_alarm_;
  Ticker ticker_{services_.loop};
};

void NicLab::schedule_tick(Instant due) {
  services_.next_tick = due;
  tick_alarm_ = services_.loop.alarm(due, [this, due] {
    const Instant now = Clock::now();
    services_.noise.tick(due, now);
    services_.clock.follow();
    schedule_tick(std::max(due + tick, now));
    if (services_.segment != nullptr) services_.segment->check_link();
  });
}

std::optional<NoiseCertificate> NicLab::certificate() const {
  NoiseCertificate certificate{.beats = services_.metronome.lateness(),
                               .lost_frames = services_.lost_frames,
                               .stolen = services_.noise.stolen().growth(made_, Clock::now()),
                               .real_time = has_real_time_priority()};
  if (services_.segment != nullptr) certificate.lost_frames += services_.segment->lost_frames();
  return certificate;
}

void NicLab::open(const SegmentRequest& request, Opened opened) {
  VRRPSPEC_ASSERT(services_.segment == nullptr && request.primary_addresses.size() == 1);
  const Instant begin = std::max(services_.silent_since + pause_between_cases, Clock::now());
  opening_ = services_.loop.alarm(begin, [this, request, opened = std::move(opened)] { open_wire(request, opened); });
}

void NicLab::open_wire(const SegmentRequest& request, const Opened& opened) {
  if (services_.closed) {
    opened(std::unexpected{Error{"nothing is sent any more: " + services_.closed->message}});
    return;
  }
  // Opening waits for the other processors: tens of milliseconds.
  const auto wire = std::make_shared<std::expected<WirePort, Error>>(std::unexpected{Error{}});
  services_.loop.offload(
      [wire, interface = services_.interface] { *wire = WirePort::open(interface, Reach::promiscuous); },
      [this, wire, request, opened] {
        if (!*wire) {
          opened(std::unexpected{wire->error()});
          return;
        }
        auto segment = NicSegment::open(services_, request, std::move(**wire));
        if (segment) {
          opened(std::move(*segment));
        } else {
          opened(std::unexpected{segment.error()});
        }
      });
}

}  // namespace

std::string why_no_frames() {
  const FileDescriptor packets{socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0)};
  if (packets) return {};
  if (errno != EPERM) return fmt::format("frames cannot be sent from here: {}", std::strerror(errno));
  return "only who has the capability CAP_NET_RAW may send and see the frames of an interface: run as root, or `sudo "
         "setcap cap_net_raw+ep` this program";
}

std::string why_not_on(const std::string& interface) {
  const auto link = link_state(interface);
  if (!link) return link.error().message;
  if (std::string why = objection_to(*link, interface); !why.empty()) return why;
  return why_no_frames();
}

std::expected<void, Error> listen_on(const std::string& interface, Duration duration,
                                     const std::function<bool(const HeardRouter&)>& on_heard) {
  if (std::string why = why_not_on(interface); !why.empty()) return std::unexpected{Error{std::move(why)}};
  auto wire = WirePort::open(interface, Reach::promiscuous);
  if (!wire) return std::unexpected{wire.error()};
  const auto link = link_state(interface);
  if (!link) return std::unexpected{link.error()};
  Loop loop;
  Listening listening;
  const auto hear = [&](const std::vector<StampedOctets>& frames, HeardFrom from) {
    for (const StampedOctets& frame : frames) {
      if (const auto router = listening.hear(frame.octets, from); router && !on_heard(*router)) loop.stop();
    }
  };
  const Loop::Handle watch = loop.watch(wire->descriptor(), [&] { hear(wire->received(), HeardFrom::wire); });
  // What this machine sends itself wakes nobody, and would fill the buffer meanwhile.
  Loop::Handle drain;
  const std::function<void()> drain_again = [&] {
    hear(wire->sent_here(), HeardFrom::this_machine);
    drain = loop.alarm(Clock::now() + tick, drain_again);
  };
  drain_again();
  const Loop::Handle end = loop.alarm(Clock::now() + duration, [&loop] { loop.stop(); });
  loop.run();
  hear(wire->received(), HeardFrom::wire);
  hear(wire->sent_here(), HeardFrom::this_machine);
  if (loop.interrupted()) return std::unexpected{Error{"interrupted while listening: nothing was sent"}};
  if (wire->lost() > 0) {
    return std::unexpected{
        Error{fmt::format("{} of the frames on {} were lost while listening, and a router may have been among them: "
                          "nothing was sent; ask "
                          "again on a quieter wire",
                          wire->lost(), interface)}};
  }
  if (link_state(interface).value_or(LinkState{}) != *link) {
    return std::unexpected{Error{fmt::format("the link of {} was lost while listening: nothing was sent", interface)}};
  }
  return {};
}

std::expected<std::unique_ptr<Lab>, Error> make_nic_lab(const std::string& interface, const WireParties& parties) {
  auto stamps = ask_for_kernel_stamps();
  if (!stamps) return std::unexpected{stamps.error()};
  return std::make_unique<NicLab>(interface, parties, std::move(*stamps));
}

}  // namespace vrrpspec::harness
