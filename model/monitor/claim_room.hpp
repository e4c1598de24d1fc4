// How much ARP and Neighbor Discovery of the moment may be remembered, by all virtual routers of a capture together:
// one packet may concern hundreds of them.
#pragma once

#include <cstddef>

namespace vrrpspec::monitor {

class ClaimRoom {
 public:
  explicit ClaimRoom(std::size_t entries = 65536) : left_{entries} {}
  /// False when there is none.
  [[nodiscard]] bool take() {
    if (left_ == 0) return false;
    --left_;
    return true;
  }
  void give_back(std::size_t entries) { left_ += entries; }

 private:
  std::size_t left_;
};

}  // namespace vrrpspec::monitor
