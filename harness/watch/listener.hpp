// Several interfaces as one stream of packets in the order of time, with a word where something of it is missing: an
// interface that went down, packets that were lost, a clock that was set. Instants do not jump with the clock: they are
// those of the monotonic clock, counted so that they were realtime when listening began.
#pragma once

#include <expected>
#include <string>
#include <vector>

#include "harness/capture/live_capture.hpp"
#include "harness/lab/nic/link_state.hpp"
#include "harness/lab/real_time/clock.hpp"
#include "model/time.hpp"

namespace vrrpspec::harness {

struct HeardPacket {
  LivePacket live;
  Instant at{};
  bool after_loss{false};  ///< others of the interface may be missing before it
};

struct Notice {
  enum class Kind : std::uint8_t { interface, lost, clock };
  Kind kind{Kind::interface};
  std::uint32_t interface{0};  ///< index; of a clock none
  std::string text;            ///< one line
};

/// What a call of Listener::listen() brought.
struct Heard {
  std::vector<Notice> notices;  ///< of what happened before the packets
  std::vector<HeardPacket> packets;
  Instant until{};  ///< every packet before this instant was given
};

class Listener {
 public:
  /// Interfaces are numbered in this order. Needs privileges, which may be dropped afterwards.
  static std::expected<Listener, Error> open(const std::vector<std::string>& names);

  /// Returns when something has come, or after a moment, at most 100 ms.
  Heard listen();
  /// Without waiting, and with all that has come so far.
  Heard rest();
  [[nodiscard]] Instant present() const;
  /// What the clock on the wall showed at that instant, or shows now if it was set since: nanoseconds since the epoch.
  [[nodiscard]] std::int64_t realtime_of(Instant at) const { return clock_.realtime_of(at - base_); }
  [[nodiscard]] bool is_deaf(std::uint32_t interface) const { return interfaces_[interface].deaf; }
  [[nodiscard]] const LiveCapture& capture(std::uint32_t interface) const { return interfaces_[interface].capture; }

 private:
  struct Interface {
    std::string name;
    LiveCapture capture;
    unsigned index{0};  ///< 0: there is none
    LinkState state{};
    bool deaf{false};
    std::uint64_t lost{0};
  };
  explicit Listener(std::vector<Interface> interfaces);
  Heard gather(Duration hold);
  void follow_clock(Heard& heard);
  void look_at_links(Heard& heard);
  void look_at_link(std::uint32_t number, Heard& heard);
  void read(Heard& heard);
  void wait() const;

  std::vector<Interface> interfaces_;
  Clock clock_;
  Duration base_{};  ///< realtime minus monotonic, when listening began
  Duration stepped_{};
  Instant links_looked_at_{};
  std::vector<HeardPacket> pending_;
};

}  // namespace vrrpspec::harness
