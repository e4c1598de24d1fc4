// What the machine was like during a run: whether its results are worth what they seem. Every report carries it.
#pragma once

#include <cstdint>

#include "harness/lab/lateness_histogram.hpp"
#include "model/time.hpp"

namespace vrrpspec::harness {

struct NoiseCertificate {
  bool is_virtual{false};        ///< the clock stood while anything ran: nothing is late, and no beats are counted
  Duration resolution{};         ///< of virtual time, as calibrated before the cases; the coarsest of several guests
  LatenessHistogram beats{};     ///< how late the metronome beside the targets was
  std::uint64_t lost_frames{0};  ///< that a target sent and the kernel could not keep for us
  Duration stolen{};             ///< the hypervisor ran something else
  Duration throttled{};          ///< the quota of a control group was used up
  bool real_time{false};         ///< harness and targets ran under real-time priority

  /// Of several runs, or of several guests of one run: counts and times add up.
  void merge(const NoiseCertificate& other);
};

}  // namespace vrrpspec::harness
