// How late many things came, in a memory that does not grow: counts in buckets whose edges grow by an eighth.
// Histograms of several runs add up to that of all of them.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "model/time.hpp"

namespace vrrpspec::harness {

class LatenessHistogram {
 public:
  struct Bucket {
    Duration edge{};  ///< the greatest lateness that belongs to it
    std::uint64_t count{0};
    bool operator==(const Bucket&) const = default;
  };

  void add(Duration lateness, std::uint64_t count = 1);
  /// `exact`: what no bucket keeps, the greatest lateness of those added by their edges.
  void merge(const std::vector<Bucket>& buckets, Duration exact);
  void merge(const LatenessHistogram& other) { merge(other.buckets(), other.max_); }

  [[nodiscard]] std::uint64_t count() const { return count_; }
  /// So late at most was this share (0 to 1) of all: rounded up by an eighth at most, never beyond the greatest.
  [[nodiscard]] Duration quantile(double share) const;
  [[nodiscard]] Duration max() const { return max_; }
  /// Those that hold something.
  [[nodiscard]] std::vector<Bucket> buckets() const;

 private:
  /// Enough for any Duration: eight buckets for each power of two above 8.192 us, and eight below.
  static constexpr std::size_t size = std::size_t{8} * 52;
  std::array<std::uint64_t, size> counts_{};
  std::uint64_t count_{0};
  Duration max_{};
};

}  // namespace vrrpspec::harness
