#include "tests/harness/lan/lan.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "harness/dut/frr.hpp"
#include "harness/dut/keepalived.hpp"
#include "harness/dut/vrrpspecd.hpp"
#include "harness/frame/seen.hpp"
#include "harness/lab/netns/netns_lab.hpp"
#include "harness/lab/program_path.hpp"
#include "model/assert.hpp"
#include "model/timers.hpp"

namespace vrrpspec::harness {
namespace {

const Vrid lan_vrid = *Vrid::from(51);

Device device_of(Make make) {
  switch (make) {
    case Make::vrrpspecd:
      return vrrpspecd_device();
    case Make::keepalived:
      return keepalived_device(keepalived_variants().front());
    case Make::frr:
      return frr_device();
  }
  VRRPSPEC_ASSERT(false);
}

IpAddress primary_address(Family family, PortId port) {
  const auto number = static_cast<std::uint8_t>(port + 1);
  if (family == Family::ipv4) return IpAddress::v4(192, 0, 2, number);
  return *IpAddress::parse(fmt::format("fe80::{:x}", number));
}

/// Takes away what makes FRR and vrrpspecd write lines for each advert.
void hush(Launch& launch) {
  std::erase_if(launch.argv, [](const std::string& word) { return word.starts_with("--trace="); });
  for (LaunchFile& file : launch.files) {
    for (const std::string_view line : {"debug vrrp protocol\n", "debug vrrp packets\n"}) {
      if (const auto at = file.content.find(line); at != std::string::npos) file.content.erase(at, line.size());
    }
  }
}

/// A lab has one device: this one is all of them, and tells them apart by their addresses.
Device composite(const LanPlan& plan) {
  Device device;
  device.name = "lan";
  device.launch = [plan](const DeviceSettings& settings, const LaunchPlace& place) -> std::expected<Launch, Error> {
    PortId port = 0;
    for (const LanRouter& router : plan.routers) {
      if (settings.parameters.primary_address != primary_address(plan.family, port++)) continue;
      auto launch = device_of(router.make).launch(settings, place);
      if (launch && plan.is_quiet) hush(*launch);
      return launch;
    }
    return std::unexpected{Error{"no router has this address"}};
  };
  return device;
}

}  // namespace

std::string_view to_string(Make make) {
  switch (make) {
    case Make::vrrpspecd:
      return "vrrpspecd";
    case Make::keepalived:
      return "keepalived";
    case Make::frr:
      return "frr";
  }
  VRRPSPEC_ASSERT(false);
}

Duration LanRouter::skew() const {
  return skew_time(Priority{priority}, lan_interval, rfc5798);
}

Duration LanRouter::master_down() const {
  return master_down_interval(Priority{priority}, lan_interval, rfc5798);
}

std::string missing_router(const LanPlan& plan) {
  for (const LanRouter& router : plan.routers) {
    const auto found = find_program(device_of(router.make).version_command.front());
    if (!found) return found.error().message;
  }
  return {};
}

Lan::Lan(const LanPlan& plan, const std::filesystem::path& results)
    : plan_{plan}, capture_{results / "case.pcapng"}, ready_(plan.routers.size()), spoke_(plan.routers.size()) {
  auto lab = make_netns_lab(composite(plan_), {.is_virtual = true, .virtual_look = std::chrono::hours{1}});
  if (!lab) {
    why_not_ = lab.error().message;
    return;
  }
  lab_ = std::move(*lab);
  SegmentRequest request{
      .directory = results, .primary_addresses = {}, .prefix_length = plan.family == Family::ipv4 ? 24U : 64U};
  for (PortId port = 0; port < count(); ++port) {
    request.primary_addresses.push_back(primary_address(plan_.family, port));
  }
  lab_->open(request, [this](auto opened) {
    if (opened) {
      segment_ = std::move(*opened);
    } else {
      why_not_ = opened.error().message;
    }
    lab_->stop();
  });
  lab_->run();
  if (!segment_) return;
  segment_->set_listener(this);
  opened_ = now();
}

Lan::~Lan() {
  segment_.reset();
}

DeviceSettings Lan::settings_of(PortId port) const {
  const bool ipv4 = plan_.family == Family::ipv4;
  DeviceSettings settings{.parameters = {.vrid = lan_vrid,
                                         .family = plan_.family,
                                         .priority = Priority{router(port).priority},
                                         .advertisement_interval = plan_.interval,
                                         .preempt_mode = router(port).preempt,
                                         .primary_address = primary_address(plan_.family, port)},
                          .addresses = {},
                          .prefix_length = ipv4 ? 24U : 64U};
  if (ipv4) {
    settings.addresses = {IpAddress::v4(192, 0, 2, 100)};
  } else {
    settings.addresses = {*IpAddress::parse("fe80::100"), *IpAddress::parse("2001:db8::100")};
  }
  return settings;
}

Instant Lan::start(PortId router) {
  ready_[router].reset();
  const auto started = segment_->start_device(router, settings_of(router));
  if (started) return *started;
  complaints_ += started.error().message + "\n";
  return now();
}

Instant Lan::stop(PortId router) {
  return segment_->stop_device(router);
}

Instant Lan::start_all() {
  const Instant begin = now();
  for (PortId port = 0; port < count(); ++port) start(port);
  return begin;
}

Instant Lan::cut_off(PortId router) {
  segment_->rules().add({.from = router, .to = {}, .drop = true});
  segment_->rules().add({.from = {}, .to = router, .drop = true});
  return now();
}

Instant Lan::cut_all() {
  segment_->rules().add({.from = {}, .to = {}, .drop = true});
  return now();
}

Instant Lan::heal() {
  segment_->rules().clear();
  return now();
}

void Lan::run_for(Duration time) {
  run_until([] { return false; }, time);
}

bool Lan::run_until(const std::function<bool()>& seen, Duration limit) {
  if (seen()) return true;
  seen_ = seen;
  timed_out_ = false;
  segment_->set_alarm(now() + limit);
  lab_->run();
  segment_->set_alarm(std::nullopt);
  seen_ = nullptr;
  return !timed_out_;
}

double Lan::seconds(Instant at) const {
  return std::chrono::duration<double>{at - opened_}.count();
}

void Lan::on_frame(const Frame& frame) {
  const bool on_the_wire = segment_->rules().passage(frame.port, tester_port).copies > 0;
  if (frame.direction != Direction::from_device) return;
  const auto advert = read_advert(frame.octets);
  if (!advert) return;
  spoke_[frame.port] = frame.stamp;
  if (!on_the_wire) return;
  chronicle_.hear(frame.stamp, frame.port, advert->priority);
  check();
}

void Lan::on_alarm() {
  timed_out_ = true;
  lab_->stop();
}

void Lan::on_device(PortId port, const DeviceEvent& event) {
  const std::string_view make = to_string(router(port).make);
  if (std::holds_alternative<DeviceReady>(event)) ready_[port] = now();
  if (const auto* const not_ready = std::get_if<DeviceNotReady>(&event)) {
    complaints_ += fmt::format("{} is not ready: {}\n", make, not_ready->why);
  }
  if (const auto* const exit = std::get_if<DeviceExited>(&event)) {
    if (!exit->expected || exit->forced) {
      complaints_ += fmt::format("{} ended: {}\n{}\n", make, exit->how, exit->last_output);
    }
  }
  check();
}

void Lan::check() {
  if (seen_ && seen_()) lab_->stop();
}

std::string Lan::text() const {
  return chronicle_.text(opened_, [this](PortId port) {
    return fmt::format("{} (port {}, priority {})", to_string(router(port).make), port, router(port).priority);
  });
}

}  // namespace vrrpspec::harness
