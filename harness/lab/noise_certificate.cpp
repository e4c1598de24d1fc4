#include "harness/lab/noise_certificate.hpp"

#include <algorithm>

namespace vrrpspec::harness {

void NoiseCertificate::merge(const NoiseCertificate& other) {
  is_virtual = is_virtual && other.is_virtual;
  resolution = std::max(resolution, other.resolution);
  beats.merge(other.beats);
  lost_frames += other.lost_frames;
  stolen += other.stolen;
  throttled += other.throttled;
  real_time = real_time && other.real_time;
}

}  // namespace vrrpspec::harness
