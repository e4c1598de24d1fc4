#include "harness/lab/sim/sim_lab.hpp"

#include <algorithm>
#include <map>

#include "harness/capture/pcapng_writer.hpp"
#include "model/assert.hpp"

namespace vrrpspec::harness {
namespace {

/// What happens when; events of one instant happen in the order in which they were scheduled.
class Agenda {
 public:
  [[nodiscard]] Instant now() const { return now_; }
  void at(Instant instant, std::function<void()> event) { events_.emplace(std::max(instant, now_), std::move(event)); }
  void run() {
    stopped_ = false;
    while (!stopped_ && !events_.empty()) {
      auto first = events_.extract(events_.begin());
      now_ = first.key();
      first.mapped()();
    }
  }
  void stop() { stopped_ = true; }

 private:
  Instant now_{};
  std::multimap<Instant, std::function<void()>> events_;
  bool stopped_{false};
};

class SimSegment final : public Segment {
 public:
  SimSegment(std::shared_ptr<Agenda> agenda, const MakeSimRouter& make, const SimMachine& machine,
             std::optional<PcapngWriter> capture)
      : agenda_{std::move(agenda)}, make_{make}, machine_{machine}, capture_{std::move(capture)} {}
  void set_listener(SegmentListener* listener) override { listener_ = listener; }
  [[nodiscard]] Instant now() const override { return agenda_->now(); }

  void set_alarm(std::optional<Instant> at) override {
    alarm_ = at;
    if (!at) return;
    schedule(*at + machine_.harness_stall, [this, set_for = *at] {
      if (alarm_ != set_for) return;
      alarm_.reset();
      if (listener_ != nullptr) listener_->on_alarm();
    });
  }

  std::vector<Frame> transmit(std::span<const std::uint8_t> octets) override {
    const Frame record = recorded(Direction::to_device, {octets.begin(), octets.end()});
    schedule(now(), [this, octets = record.octets] {
      if (router_) emit(router_->receive(octets, now()));
    });
    return {record};
  }
  WireRules& rules() override { return rules_; }

  std::expected<Instant, Error> start_device(PortId port, const DeviceSettings& settings) override {
    VRRPSPEC_ASSERT(port == 0 && !router_);
    router_ = make_(settings);
    schedule(now(), [this] {
      emit(router_->startup(now()));
      if (listener_ != nullptr) listener_->on_device(0, DeviceReady{});
    });
    return now();
  }
  Instant stop_device(PortId /*port*/) override {
    schedule(now(), [this] {
      emit(router_->shutdown(now()));
      router_.reset();
      if (listener_ != nullptr) listener_->on_device(0, DeviceExited{"exit status 0", true, {}});
    });
    return now();
  }

  Noise noise(Instant /*from*/, Instant /*to*/) override { return machine_.noise; }
  [[nodiscard]] Tolerance tolerance() const override { return machine_.tolerance; }

 private:
  /// Forgets the event when the segment is gone by then.
  void schedule(Instant at, std::function<void()> event) {
    agenda_->at(at, [alive = std::weak_ptr<bool>{alive_}, event = std::move(event)] {
      if (!alive.expired()) event();
    });
  }
  Frame recorded(Direction direction, std::vector<std::uint8_t> octets) {
    Frame frame{++frames_, now(), direction, 0, std::move(octets)};
    if (capture_) {
      const auto seen = direction == Direction::from_device ? CaptureDirection::inbound : CaptureDirection::outbound;
      const auto written = capture_->write(
          {.realtime_ns = frame.stamp.time_since_epoch().count(), .direction = seen, .octets = frame.octets});
      if (!written) capture_.reset();  // the disk is full: the verdict does not need the file
    }
    return frame;
  }
  void emit(const std::vector<SimRouter::Octets>& frames) {
    for (const SimRouter::Octets& octets : frames) {
      const Frame record = recorded(Direction::from_device, octets);
      if (listener_ != nullptr) listener_->on_frame(record);
    }
    const std::optional<Instant> deadline = router_ ? router_->next_deadline() : std::nullopt;
    if (!deadline) return;
    schedule(*deadline, [this, deadline] {
      if (router_ && router_->next_deadline() == deadline) emit(router_->advance(now()));
    });
  }

  std::shared_ptr<Agenda> agenda_;
  const MakeSimRouter& make_;
  const SimMachine& machine_;
  std::optional<PcapngWriter> capture_;
  SegmentListener* listener_{nullptr};
  WireRules rules_;
  std::unique_ptr<SimRouter> router_;
  std::optional<Instant> alarm_;
  std::uint32_t frames_{0};
  std::shared_ptr<bool> alive_{std::make_shared<bool>(true)};
};

class SimLab final : public Lab {
 public:
  SimLab(MakeSimRouter make, const SimMachine& machine) : make_{std::move(make)}, machine_{machine} {}
  [[nodiscard]] std::string_view name() const override { return "sim"; }
  void open(const SegmentRequest& request, Opened opened) override {
    VRRPSPEC_ASSERT(request.primary_addresses.size() == 1);
    post([this, directory = request.directory, opened = std::move(opened)] {
      std::optional<PcapngWriter> capture;
      if (!directory.empty()) {
        std::error_code error;
        std::filesystem::create_directories(directory, error);
        auto created = PcapngWriter::create(directory / "case.pcapng", std::vector<std::string>{"port0"});
        if (!created) {
          opened(std::unexpected{created.error()});
          return;
        }
        capture = std::move(*created);
      }
      opened(std::make_unique<SimSegment>(agenda_, make_, machine_, std::move(capture)));
    });
  }
  void post(std::function<void()> task) override { agenda_->at(agenda_->now(), std::move(task)); }
  void run() override { agenda_->run(); }
  void stop() override { agenda_->stop(); }

 private:
  MakeSimRouter make_;
  SimMachine machine_;
  std::shared_ptr<Agenda> agenda_{std::make_shared<Agenda>()};
};

}  // namespace

std::unique_ptr<Lab> make_sim_lab(MakeSimRouter make, const SimMachine& machine) {
  return std::make_unique<SimLab>(std::move(make), machine);
}

}  // namespace vrrpspec::harness
