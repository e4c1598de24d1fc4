// Keeps whoever can make the daemon write a record (any sender on the LAN) from filling the log. Values only.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "model/time.hpp"

namespace vrrpspec::impl {

/// So many records in a window; what is held back is counted, and told by the first that passes again.
class RateLimit {
 public:
  /// `burst` is at least 1, `window` above zero.
  RateLimit(unsigned burst, Duration window) : burst_{burst}, window_{window} {}
  /// Empty: hold it back. Else how many were held back since the last one that passed.
  std::optional<std::uint64_t> admit(Instant now);

 private:
  unsigned burst_;
  Duration window_;
  std::optional<Instant> since_;
  unsigned passed_{0};
  std::uint64_t held_back_{0};
};

/// A RateLimit for each key, for at most `keys` of them; further keys share one.
class RateLimits {
 public:
  RateLimits(unsigned burst, Duration window, std::size_t keys = 1024)
      : fresh_{burst, window}, shared_{burst, window}, keys_{keys} {}
  std::optional<std::uint64_t> admit(std::string_view key, Instant now);

 private:
  RateLimit fresh_;
  RateLimit shared_;
  std::size_t keys_;
  std::map<std::string, RateLimit, std::less<>> limits_;
};

}  // namespace vrrpspec::impl
