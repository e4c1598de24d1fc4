// How exact a guest is: before its cases a device that keeps its time perfectly - a thread behind a wire of its own,
// which answers a frame at once, or a known time later - is measured as any device is, by the stamps of the kernel.
#pragma once

#include <expected>

#include "harness/error.hpp"
#include "model/time.hpp"

namespace vrrpspec::harness {

/// How late the punctual device appeared at most. Nothing can make it early.
struct Calibration {
  Duration link{};     ///< wire, stamps and processing, when it answers at once
  Duration timer{};    ///< when it answers some time later, by timerfd
  Duration timeout{};  ///< by poll, beyond what the kernel's rule for time-outs allows (TimerSlack)
  friend bool operator==(const Calibration&, const Calibration&) = default;
};

/// Takes no wall time to speak of in virtual time; in real time it would measure the machine's other work.
std::expected<Calibration, Error> calibrate();

/// What a device may appear late by: twice what was measured, to hold also where several devices act in one instant,
/// and not less than 0.5 ms, a twentieth of the RFC's unit of time.
Duration resolution(const Calibration& calibration);
/// Windows of a guest whose clock is less exact would let everything pass.
inline constexpr Duration coarsest_resolution = std::chrono::milliseconds{2};

}  // namespace vrrpspec::harness
