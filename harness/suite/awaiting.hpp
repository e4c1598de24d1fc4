// How a body waits: for the next frame it wants, or for a change of the device. Private to the suite.
#pragma once

#include <fmt/format.h>

#include <functional>
#include <optional>
#include <string>

#include "harness/suite/context.hpp"

namespace vrrpspec::harness {

/// What may have kept a device from reading a frame that it had: for that it waits for no worker of the kernel.
inline Duration kept_from_reading(const Noise& noise) {
  return noise.total() - noise.workers_waiting;
}

/// How long beyond the end of a window a missing advert is waited for, to tell late from missing.
inline constexpr Duration patience = std::chrono::milliseconds{1500};

/// The RFC gives Startup no time: how long after it was ready a device may begin.
inline constexpr Duration startup_allowance = std::chrono::seconds{1};

/// Ends a body from within; caught where the body ends.
struct CaseEnded {
  Finding finding;
};

inline std::string seconds_text(Duration duration) {
  return fmt::format("{:.6f} s", std::chrono::duration<double>(duration).count());
}

/// Why there is no device (any more).
std::string missing_reason(const DeviceEvent& event);

inline bool is_advert(const SeenFrame& seen) {
  return seen.advert.has_value();
}

/// Awaits the first wanted frame after those already consumed that is stamped in [from, deadline]; null when there is
/// none. Without a wish it is a sleep.
struct Context::Next {
  Next(Context& context, std::function<bool(const SeenFrame&)> wanted, Instant from, Instant deadline)
      : context_{context}, wanted_{std::move(wanted)}, from_{from}, deadline_{deadline} {}

  [[nodiscard]] Instant deadline() const { return deadline_; }
  [[nodiscard]] Instant alarm() const { return rung_ ? *rung_ : deadline_ + context_.segment_.tolerance().link; }

  /// Looks through what has not been consumed.
  bool look() {
    if (!wanted_) return false;
    for (; context_.cursor_ < context_.trace_.size(); ++context_.cursor_) {
      const SeenFrame& seen = context_.trace_[context_.cursor_];
      if (seen.stamp > deadline_) return false;
      if (seen.stamp < from_ || !wanted_(seen)) continue;
      found_ = context_.cursor_++;
      return true;
    }
    return false;
  }
  /// True at the second ring, when every frame stamped before the deadline has been read.
  bool expired(Instant now, Duration second_ring) {
    if (now < alarm()) return false;
    if (rung_) return true;
    rung_ = now + second_ring;
    return false;
  }

  bool await_ready() { return look(); }
  void await_suspend(std::coroutine_handle<> handle) {
    context_.waiting_ = handle;
    context_.waiter_ = this;
    context_.arm();
  }
  const SeenFrame* await_resume() const {
    if (context_.broken_) throw CaseEnded{*context_.broken_};
    return found_ ? &context_.trace_[*found_] : nullptr;
  }

 private:
  Context& context_;
  std::function<bool(const SeenFrame&)> wanted_;
  Instant from_;
  Instant deadline_;
  std::optional<Instant> rung_;
  std::optional<std::size_t> found_;
};

/// Awaits the next event of the device.
struct Context::DeviceChange {
  explicit DeviceChange(Context& context) : context_{context} {}
  void set(const DeviceEvent& event) { event_ = event; }

  [[nodiscard]] bool await_ready() const noexcept { return false; }
  void await_suspend(std::coroutine_handle<> handle) {
    context_.waiting_ = handle;
    context_.device_waiter_ = this;
    context_.arm();
  }
  DeviceEvent await_resume() const {
    if (!event_) throw CaseEnded{*context_.broken_};
    return *event_;
  }

 private:
  Context& context_;
  std::optional<DeviceEvent> event_;
};

}  // namespace vrrpspec::harness
