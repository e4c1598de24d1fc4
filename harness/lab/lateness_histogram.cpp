#include "harness/lab/lateness_histogram.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

namespace vrrpspec::harness {
namespace {

constexpr unsigned unit_bits = 10;     // the smallest buckets are 1024 ns wide
constexpr unsigned mantissa_bits = 4;  // 8 to 15 for all but the smallest

/// Counting the buckets from the smallest.
std::size_t index_of(Duration lateness) {
  const auto units = static_cast<std::uint64_t>(std::max(lateness, Duration::zero()).count()) >> unit_bits;
  const unsigned width = static_cast<unsigned>(std::bit_width(units));
  const unsigned shift = width > mantissa_bits ? width - mantissa_bits : 0;
  return 8UL * shift + (units >> shift);
}

Duration edge_of(std::size_t index) {
  const std::size_t shift = index < 8 ? 0 : (index - 8) / 8;
  const std::uint64_t mantissa = index - 8 * shift;
  return Duration{static_cast<Duration::rep>(((mantissa + 1) << (shift + unit_bits)) - 1)};
}

}  // namespace

void LatenessHistogram::add(Duration lateness, std::uint64_t count) {
  counts_[index_of(lateness)] += count;
  count_ += count;
  max_ = std::max(max_, lateness);
}

void LatenessHistogram::merge(const std::vector<Bucket>& buckets, Duration exact) {
  for (const Bucket& bucket : buckets) {
    counts_[index_of(bucket.edge)] += bucket.count;
    count_ += bucket.count;
  }
  max_ = std::max(max_, exact);
}

Duration LatenessHistogram::quantile(double share) const {
  const auto wanted = static_cast<std::uint64_t>(std::ceil(share * static_cast<double>(count_)));
  std::uint64_t found = 0;
  for (std::size_t index = 0; index < size; ++index) {
    found += counts_[index];
    if (found > 0 && found >= wanted) return std::min(edge_of(index), max_);
  }
  return max_;
}

std::vector<LatenessHistogram::Bucket> LatenessHistogram::buckets() const {
  std::vector<Bucket> filled;
  for (std::size_t index = 0; index < size; ++index) {
    if (counts_[index] > 0) filled.push_back({edge_of(index), counts_[index]});
  }
  return filled;
}

}  // namespace vrrpspec::harness
