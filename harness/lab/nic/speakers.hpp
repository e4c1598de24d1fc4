// Whose frame is it? On a wire that is not ours alone only the device's frames are evidence about the device, and a
// second router that takes part in the same election spoils every verdict. Pure decisions; what they learn is kept.
#pragma once

#include <cstdint>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "harness/frame/seen.hpp"
#include "harness/lab/nic/parties.hpp"

namespace vrrpspec::harness {

enum class Speaker : std::uint8_t {
  device,
  echo,       ///< a frame of the tester that a switch or a hub sent back
  bystander,  ///< nothing that the case is about
  rival,      ///< somebody else takes part: the case cannot go on
};

struct Attribution {
  Speaker speaker{Speaker::bystander};
  std::string why{};  ///< of a rival: a sentence for people
};

class Speakers {
 public:
  explicit Speakers(WireParties parties);

  /// Forgets the tester's frames of the case before.
  void begin_case() { sent_.clear(); }
  void sent(std::span<const std::uint8_t> frame) { sent_.emplace_back(frame.begin(), frame.end()); }
  [[nodiscard]] Attribution attribute(std::span<const std::uint8_t> frame);

 private:
  [[nodiscard]] bool is_echo(std::span<const std::uint8_t> frame) const;
  [[nodiscard]] Attribution attribute_advert(const SeenAdvert& advert);
  /// What ARP and Neighbor Discovery say alike: this address is at that MAC address.
  struct Claim {
    IpAddress address;
    MacAddress mac;         ///< as the message says
    MacAddress source_mac;  ///< of its frame
    bool unasked;
    std::string_view kind;  ///< "a gratuitous ARP"
  };
  [[nodiscard]] Attribution attribute_claim(const Claim& claim);
  void learn(const MacAddress& mac);

  WireParties parties_;
  MacAddress virtual_mac_;
  std::set<MacAddress> macs_;  ///< of the device's own interface
  std::vector<std::vector<std::uint8_t>> sent_;
};

}  // namespace vrrpspec::harness
