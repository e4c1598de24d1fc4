#include "impl/operation/rate_limit.hpp"

#include <utility>

namespace vrrpspec::impl {

std::optional<std::uint64_t> RateLimit::admit(Instant now) {
  if (!since_ || now - *since_ >= window_) {
    since_ = now;
    passed_ = 0;
  }
  if (passed_ == burst_) {
    ++held_back_;
    return std::nullopt;
  }
  ++passed_;
  return std::exchange(held_back_, 0);
}

std::optional<std::uint64_t> RateLimits::admit(std::string_view key, Instant now) {
  if (const auto known = limits_.find(key); known != limits_.end()) return known->second.admit(now);
  if (limits_.size() >= keys_) return shared_.admit(now);
  return limits_.emplace(key, fresh_).first->second.admit(now);
}

}  // namespace vrrpspec::impl
