#include "harness/lab/netns/netns_segment.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <map>
#include <utility>

#include "model/assert.hpp"

namespace vrrpspec::harness {
namespace {

namespace fs = std::filesystem;

fs::path device_directory(const PortNames& names) {
  return fs::path{"/run/vrrpspec"} / names.name_space;
}

std::expected<void, Error> make_directory(const fs::path& directory) {
  std::error_code error;
  fs::create_directories(directory, error);
  // The device may run as a user of its own; the whole of /run is ours alone.
  if (!error) fs::permissions(directory, fs::perms::all, error);
  if (error) return std::unexpected{Error{fmt::format("cannot make {}: {}", directory.string(), error.message())}};
  return {};
}

}  // namespace

std::expected<std::unique_ptr<NetnsSegment>, Error> NetnsSegment::open(NetnsServices& services,
                                                                       const SegmentRequest& request,
                                                                       const std::vector<PortNames>& names,
                                                                       std::vector<Wire> wires) {
  std::vector<std::string> interfaces;
  for (std::size_t i = 0; i < names.size(); ++i) interfaces.push_back(fmt::format("port{}", i));
  auto capture = PcapngWriter::create(request.directory / "case.pcapng", interfaces);
  if (!capture) return std::unexpected{capture.error()};
  std::unique_ptr<NetnsSegment> segment{new NetnsSegment{services, std::move(*capture)}};
  for (std::size_t i = 0; i < names.size(); ++i) {
    auto added = segment->add_port(request, names[i], std::move(wires[i]));
    if (!added) return std::unexpected{added.error()};
  }
  return segment;
}

NetnsSegment::NetnsSegment(NetnsServices& services, PcapngWriter capture)
    : services_{&services}, capture_{std::move(capture)} {
  services_->segments.push_back(this);
}

NetnsSegment::~NetnsSegment() {
  std::erase(services_->segments, this);
  services_->lost_frames += lost_frames();
  for (const auto& port : ports_) {
    port->runner.reset();
    port->watch.reset();
    port->link_watch.reset();
    // Closing waits for other processors to let go of the socket: tens of milliseconds.
    services_->loop.offload([wire = std::make_shared<Wire>(std::move(port->wire))]() mutable { wire.reset(); }, [] {});
    remove_name_space(port->names.name_space);
    std::error_code ignored;  // it is in a file system that ends with us
    fs::remove_all(device_directory(port->names), ignored);
  }
}

std::expected<void, Error> NetnsSegment::add_port(const SegmentRequest& request, const PortNames& names, Wire wire) {
  const PortId id = port_count();
  if (auto made = make_directory(device_directory(names)); !made) return made;
  DeviceRunner::Place place{.name_space = names.name_space,
                            .directory = device_directory(names),
                            .results = request.directory,
                            .label = id == 0 ? "target" : fmt::format("target.port{}", id),
                            .real_time = services_->real_time};
  const auto on_event = [this, id](const DeviceEvent& event) {
    if (services_->is_virtual && std::holds_alternative<DeviceReady>(event)) look_at_processes();
    collect();
    dispatch();  // what it sent before comes before
    if (listener_) listener_->on_device(id, event);
  };
  auto port = std::make_unique<Port>(Port{
      .names = names,
      .wire = std::move(wire),
      .runner = std::make_unique<DeviceRunner>(services_->loop, services_->clock, services_->device, place, on_event),
      .waiting = {},
      .placed = {},
      .groups = {},
      .watch = nullptr,
      .link_watch = nullptr});
  port->watch = services_->loop.watch(port->wire.port.descriptor(), [this] {
    collect();
    dispatch();
  });
  if (port->wire.links) {
    LinkNews& links = *port->wire.links;
    port->link_watch = services_->loop.watch(links.descriptor(), [this, &links] { links.look(now()); });
  }
  ports_.push_back(std::move(port));
  return {};
}

Frame NetnsSegment::record(PortId port, Direction direction, StampedOctets&& seen) {
  const auto written = capture_.write(
      {.interface = port,
       .realtime_ns = seen.realtime_ns,
       .direction = direction == Direction::from_device ? CaptureDirection::inbound : CaptureDirection::outbound,
       .octets = seen.octets,
       .original_length = seen.original_length});
  if (!written && !capture_failed_) {
    capture_failed_ = true;
    std::fprintf(stderr, "%s\n", written.error().message.c_str());
  }
  return {.number = written.value_or(0),
          .stamp = services_->clock.instant_of(seen.realtime_ns),
          .direction = direction,
          .port = port,
          .octets = std::move(seen.octets)};
}

/// Takes over what the devices have sent, in the order of time across all ports.
void NetnsSegment::collect() {
  // A clock that is read costs a system call in a guest, and who judges looks for steps anyway.
  if (!services_->is_virtual) services_->clock.follow();
  std::multimap<std::int64_t, std::pair<PortId, StampedOctets>> seen;  // keeps the order of equal stamps
  for (PortId id = 0; id < port_count(); ++id) {
    for (StampedOctets& frame : ports_[id]->wire.port.received()) {
      const std::int64_t stamp = frame.realtime_ns;
      seen.emplace(stamp, std::pair{id, std::move(frame)});
    }
  }
  for (auto& [stamp, frame] : seen) {
    arrived_.push_back(record(frame.first, Direction::from_device, std::move(frame.second)));
  }
}

/// First tells of everything that has arrived, then forwards it: so the listener hears in the order of time.
void NetnsSegment::dispatch() {
  while (!arrived_.empty()) {
    std::vector<Frame> told;
    while (!arrived_.empty()) {
      told.push_back(std::move(arrived_.front()));
      arrived_.pop_front();
      deliver(told.back());
    }
    for (const Frame& frame : told) {
      for (const Frame& copy : pass_on(frame.port, frame.octets)) deliver(copy);
    }
  }
}

void NetnsSegment::deliver(const Frame& frame) {
  if (listener_) listener_->on_frame(frame);
}

std::vector<Frame> NetnsSegment::pass_on(PortId from, std::span<const std::uint8_t> octets) {
  std::vector<Frame> sent;
  for (PortId to = 0; to < port_count(); ++to) {
    if (to == from) continue;
    const WireRules::Passage passage = rules_.passage(from, to);
    for (unsigned copy = 0; copy < passage.copies; ++copy) {
      if (passage.delay > Duration::zero()) {
        delayed_.emplace(now() + passage.delay, DelayedCopy{.to = to, .octets = {octets.begin(), octets.end()}});
      } else if (auto frame = send(to, octets)) {
        sent.push_back(std::move(*frame));
      }
    }
  }
  schedule_delayed();
  return sent;
}

std::optional<Frame> NetnsSegment::send(PortId to, std::span<const std::uint8_t> octets) {
  auto sent = ports_[to]->wire.port.send(octets);
  if (!sent) return std::nullopt;
  return record(to, Direction::to_device, std::move(*sent));
}

void NetnsSegment::schedule_delayed() {
  delayed_alarm_.reset();
  if (!delayed_.empty()) delayed_alarm_ = services_->loop.alarm(delayed_.begin()->first, [this] { send_delayed(); });
}

void NetnsSegment::send_delayed() {
  collect();
  dispatch();
  while (!delayed_.empty() && delayed_.begin()->first <= now()) {
    const DelayedCopy copy = std::move(delayed_.extract(delayed_.begin()).mapped());
    if (const auto frame = send(copy.to, copy.octets)) deliver(*frame);
  }
  schedule_delayed();
}

std::vector<Frame> NetnsSegment::transmit(std::span<const std::uint8_t> octets) {
  collect();  // so that the capture stays in the order of time
  return pass_on(tester_port, octets);
}

void NetnsSegment::set_alarm(std::optional<Instant> at) {
  alarm_.reset();
  alarm_at_ = at;
  if (at) alarm_ = services_->loop.alarm(*at, [this] { on_alarm(); });
}

void NetnsSegment::on_alarm() {
  collect();
  dispatch();  // nothing that arrived before the alarm is told after it
  if (!alarm_at_ || *alarm_at_ > now()) return;
  set_alarm(std::nullopt);
  if (listener_) listener_->on_alarm();
}

std::expected<Instant, Error> NetnsSegment::start_device(PortId port, const DeviceSettings& settings) {
  VRRPSPEC_ASSERT(port < port_count());
  return ports_[port]->runner->start(settings);
}

Instant NetnsSegment::stop_device(PortId port) {
  VRRPSPEC_ASSERT(port < port_count());
  return ports_[port]->runner->stop();
}

void NetnsSegment::follow_processes(const ProcessesByNameSpace& processes, Instant now) {
  for (const auto& port : ports_) {
    const auto found = processes.find(port->runner->name_space());
    const std::vector<pid_t> living = found == processes.end() ? std::vector<pid_t>{} : found->second;
    port->waiting.follow(living);
    for (const pid_t process : living) {
      if (std::ranges::find(port->placed, process) != port->placed.end()) continue;
      port->groups.merge(services_->throttling.follow(process, now));
    }
    port->placed = living;
  }
}

Duration NetnsSegment::throttled(Instant from, Instant to) const {
  Groups groups;
  for (const auto& port : ports_) groups.insert(port->groups.begin(), port->groups.end());
  return services_->throttling.throttled(groups, from, to);
}

Instant NetnsSegment::look_at_processes() {
  const Instant at = now();
  follow_processes(processes_by_name_space(), at);
  sample_waiting(at);
  return at;
}

void NetnsSegment::sample_waiting(Instant at) {
  for (const auto& port : ports_) port->waiting.sample(at);
}

Tolerance NetnsSegment::tolerance() const {
  Tolerance tolerance{.link = services_->resolution, .calibrated = services_->is_virtual};
  for (const auto& port : ports_) tolerance.timer_slack = tolerance.timer_slack.or_more(port->waiting.timer_slack());
  return tolerance;
}

std::uint64_t NetnsSegment::lost_frames() const {
  std::uint64_t lost = 0;
  for (const auto& port : ports_) lost += port->wire.port.lost();
  return lost;
}

Noise NetnsSegment::noise(Instant from, Instant to) {
  NetnsServices& services = *services_;
  services.clock.follow();
  // A frame that was lost may be the one that was missed.
  const bool lost = lost_frames() > 0;
  const Instant at = look_at_processes();
  if (services.is_virtual) {
    return {.harness_stall = lost ? to - from : Duration::zero(),
            .clock_step = services.clock.steps().growth(from, to),
            .frames_lost = lost};
  }
  services.noise.sample_stolen(at);
  services.throttling.sample(at);
  Noise noise{.harness_stall = std::max({services.noise.greatest_lateness(from, to), at - services.next_tick,
                                         services.metronome->greatest_lateness(from, to)}),
              .stolen = services.noise.stolen().growth(from, to),
              .throttled = throttled(from, to),
              .clock_step = services.clock.steps().growth(from, to),
              .frames_lost = lost};
  for (const auto& port : ports_) {
    noise.target_waiting += port->waiting.waited(from, to);
    noise.target_blocked += port->waiting.blocked(from, to);
    port->wire.links->look(at);
    // Without real-time priority workers wait no longer than the target itself. News is heard as late as we are.
    if (services.real_time && port->wire.links->any(from, to + noise.harness_stall))
      noise.workers_waiting = services.ordinary_metronome->kept_waiting(from, to);
  }
  if (lost) noise.harness_stall = to - from;
  return noise;
}

}  // namespace vrrpspec::harness
