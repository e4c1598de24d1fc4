#include "harness/lab/netns/netns_lab.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <list>
#include <memory>

#include "harness/lab/netns/name_space.hpp"
#include "harness/lab/netns/netns_segment.hpp"
#include "harness/lab/netns/network.hpp"
#include "harness/lab/netns/pressure.hpp"
#include "harness/lab/real_time/file_descriptor.hpp"
#include "harness/lab/real_time/priority.hpp"
#include "harness/lab/real_time/ticker.hpp"
#include "model/assert.hpp"

namespace vrrpspec::harness {
namespace {

constexpr Duration tick = std::chrono::milliseconds{50};
/// The share of time in which some task waits for a processor; beyond it cases would measure one another.
constexpr double most_pressure = 0.5;
constexpr unsigned ticks_between_searches = 4;  // walking /proc is dear when a hundred cases run

class NetnsLab final : public Lab {
 public:
  NetnsLab(const Device& device, const NetnsTime& time, FileDescriptor stamps)
      : stamps_{std::move(stamps)}, virtual_look_{time.virtual_look} {
    services_.device = device;
    services_.resolution = time.resolution;
    services_.is_virtual = time.is_virtual;
    services_.real_time = has_real_time_priority();
    if (!time.is_virtual) {
      services_.metronome.emplace();
      services_.ordinary_metronome.emplace(MetronomePriority::ordinary);
    }
    services_.noise.sample_stolen(made_);
    services_.throttling.follow(getpid(), made_);
    if (time.is_virtual) {
      schedule_look(Clock::now());
    } else {
      schedule_tick(Clock::now());
    }
  }
  ~NetnsLab() override { VRRPSPEC_ASSERT(services_.segments.empty()); }

  [[nodiscard]] std::string_view name() const override { return "netns"; }
  void open(const SegmentRequest& request, Opened opened) override;
  void post(std::function<void()> task) override { services_.loop.post(std::move(task)); }
  void set_tick(Duration period, std::function<void()> task) override {
    if (!services_.is_virtual) ticker_.set(period, std::move(task));
  }
  void run() override { services_.loop.run(); }
  void stop() override { services_.loop.stop(); }
  [[nodiscard]] std::optional<int> interrupted() const override { return services_.loop.interrupted(); }
  [[nodiscard]] bool admits() const override;
  [[nodiscard]] std::optional<NoiseCertificate> certificate() const override;

 private:
  /// A segment whose network is being built.
  struct Opening {
    SegmentRequest request;
    std::vector<PortNames> names;
    Opened opened;
    std::expected<std::vector<Wire>, Error> wires;
  };
  using OpeningAt = std::list<Opening>::iterator;

  void build(OpeningAt opening);
  void conclude(OpeningAt opening);
  void tell(OpeningAt opening, std::expected<std::unique_ptr<Segment>, Error> result);
  void schedule_tick(Instant due);
  void schedule_look(Instant due);
  void follow_processes(Instant now);

  NetnsServices services_;
  FileDescriptor stamps_;
  Duration virtual_look_;
  std::list<Opening> openings_;
  unsigned segments_opened_{0};
  unsigned ticks_{0};
  Instant made_{Clock::now()};
  CpuPressure pressure_;
  Loop::Handle tick_alarm_;
  Ticker ticker_{services_.loop};
};

void NetnsLab::schedule_tick(Instant due) {
  services_.next_tick = due;
  tick_alarm_ = services_.loop.alarm(due, [this, due] {
    const Instant now = Clock::now();
    services_.noise.tick(due, now);
    services_.clock.follow();
    pressure_.sample(now);
    services_.throttling.sample(now);
    if (ticks_++ % ticks_between_searches == 0) follow_processes(now);
    for (NetnsSegment* segment : services_.segments) segment->sample_waiting(now);
    schedule_tick(std::max(due + tick, now));
  });
}

/// In virtual time the machine is to blame for nothing, and what costs wall time is to ask it. How the kernel rounds
/// the time-outs of a device still depends on its priority.
void NetnsLab::schedule_look(Instant due) {
  tick_alarm_ = services_.loop.alarm(due, [this, due] {
    follow_processes(due);
    for (NetnsSegment* segment : services_.segments) segment->sample_waiting(due);
    schedule_look(due + virtual_look_);
  });
}

void NetnsLab::follow_processes(Instant now) {
  if (services_.segments.empty()) return;
  const auto processes = processes_by_name_space();
  for (NetnsSegment* segment : services_.segments) segment->follow_processes(processes, now);
}

bool NetnsLab::admits() const {
  // Under real-time priority nothing here waits for those whom the pressure is about.
  return services_.is_virtual || services_.real_time || pressure_.share(Clock::now()) < most_pressure;
}

std::optional<NoiseCertificate> NetnsLab::certificate() const {
  NoiseCertificate certificate{.is_virtual = services_.is_virtual, .lost_frames = services_.lost_frames};
  for (const NetnsSegment* segment : services_.segments) certificate.lost_frames += segment->lost_frames();
  if (services_.is_virtual) return certificate;
  certificate.real_time = services_.real_time;
  certificate.beats = services_.metronome->lateness();
  certificate.stolen = services_.noise.stolen().growth(made_, Clock::now());
  certificate.throttled = services_.throttling.throttled(made_, Clock::now());
  return certificate;
}

void NetnsLab::open(const SegmentRequest& request, Opened opened) {
  const unsigned serial = segments_opened_++;
  std::vector<PortNames> names;
  for (std::size_t i = 0; i < request.primary_addresses.size(); ++i) {
    const std::string name = fmt::format("vs{}p{}", serial, i);
    names.push_back({.name_space = name, .wire_end = name});
  }
  const auto opening = openings_.insert(
      openings_.end(), {.request = request, .names = std::move(names), .opened = std::move(opened), .wires = {}});
  const std::filesystem::path path = request.directory / "setup.sh";
  std::error_code error;
  std::filesystem::create_directories(request.directory, error);
  std::ofstream file{path};
  file << network_script(opening->names, request.primary_addresses, request.prefix_length) << std::flush;
  if (file) {
    build(opening);
  } else {
    opening->wires = std::unexpected{Error{fmt::format("cannot write {}", path.string())}};
    post([this, opening] { conclude(opening); });
  }
}

std::expected<Wire, Error> open_wire(const PortNames& names, bool is_virtual) {
  auto port = WirePort::open(names.wire_end);
  if (!port) return std::unexpected{port.error()};
  Wire wire{.port = std::move(*port), .links = {}};
  if (is_virtual) return wire;  // there nothing waits for a processor
  auto links = LinkNews::open(names.name_space);
  if (!links) return std::unexpected{links.error()};
  wire.links = std::move(*links);
  return wire;
}

/// In a helper thread: both the kernel's notice of the wire and each opening, which waits for the other processors,
/// take tens of milliseconds.
void NetnsLab::build(OpeningAt opening) {
  const auto wires = std::make_shared<std::expected<std::vector<Wire>, Error>>();
  services_.loop.offload(
      [wires, names = opening->names, request = opening->request, is_virtual = services_.is_virtual] {
        if (const auto built = build_network(names, request.primary_addresses, request.prefix_length); !built) {
          *wires = std::unexpected{Error{"cannot build the network of the case: " + built.error().message}};
          return;
        }
        for (const PortNames& port : names) {
          auto wire = open_wire(port, is_virtual);
          if (!wire) {
            *wires = std::unexpected{wire.error()};
            return;
          }
          (*wires)->push_back(std::move(*wire));
        }
      },
      [this, wires, opening] {
        opening->wires = std::move(*wires);
        conclude(opening);
      });
}

void NetnsLab::conclude(OpeningAt opening) {
  if (!opening->wires) {
    tell(opening, std::unexpected{opening->wires.error()});
    return;
  }
  auto segment = NetnsSegment::open(services_, opening->request, opening->names, std::move(*opening->wires));
  if (segment) {
    tell(opening, std::move(*segment));
  } else {
    tell(opening, std::unexpected{segment.error()});
  }
}

void NetnsLab::tell(OpeningAt opening, std::expected<std::unique_ptr<Segment>, Error> result) {
  if (!result) {
    for (const PortNames& port : opening->names) remove_name_space(port.name_space);
  }
  const Opened opened = std::move(opening->opened);
  openings_.erase(opening);
  opened(std::move(result));
}

/// A hundred cases hold a dozen descriptors each. Not more than needed: programs exist that close all they might have.
void allow_many_descriptors() {
  constexpr rlim_t enough = 16384;
  rlimit limit{};
  getrlimit(RLIMIT_NOFILE, &limit);
  limit.rlim_cur = std::max(limit.rlim_cur, std::min(enough, limit.rlim_max));
  setrlimit(RLIMIT_NOFILE, &limit);
}

}  // namespace

std::expected<std::unique_ptr<Lab>, Error> make_netns_lab(const Device& device, const NetnsTime& time) {
  allow_many_descriptors();
  auto stamps = ask_for_kernel_stamps();
  if (!stamps) return std::unexpected{stamps.error()};
  return std::make_unique<NetnsLab>(device, time, std::move(*stamps));
}

}  // namespace vrrpspec::harness
