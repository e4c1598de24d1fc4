// The world of a virtual router, written down.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "impl/router/router.hpp"

namespace vrrpspec::impl::testing {

struct PeerMessage {
  wire::IpHeader header;
  std::vector<std::uint8_t> message;
};

class Recorder final : public RouterEffects {
 public:
  bool send_frame(std::span<const std::uint8_t> frame) override;
  bool send_to_peer(const wire::IpHeader& header, std::span<const std::uint8_t> message) override;
  void announce_elsewhere(const std::string& device, const IpAddress& address) override;
  void on_configuration() override;
  void take_up(const StateDuties& duties) override;
  void on_discard(const wire::IpHeader& header, wire::Discard discard) override;
  void on_mismatch(const IpAddress& source, Mismatch mismatch) override;
  void on_waiting(const std::string& why) override;
  void on_priority(Priority before, Priority now) override;
  void on_transition(const Transition& transition) override;
  void on_step(const Event& event, const Actions& actions, Instant at) override;

  /// What has left and happened since the last call, a word each: "advert 100", "advert v2 100", "garp 192.0.2.1",
  /// "na fe80::1", "elsewhere eth1 192.0.2.1", "configured", "ra", "other", "peer 192.0.2.9", "-> Master", "takes
  /// frames", "takes none".
  std::vector<std::string> log();

  std::vector<Octets> frames;
  std::vector<PeerMessage> messages;
  std::vector<wire::Discard> discards;
  std::vector<Mismatch> mismatches;
  std::vector<Transition> transitions;
  std::vector<std::pair<Priority, Priority>> priorities;  ///< before and after each change
  bool sends{true};                                       ///< or the interface refuses

 private:
  std::vector<std::string> log_;
};

/// VRID 51 on eth0, 192.0.2.1/24, no announcements but the first.
InstanceConfiguration instance();
/// The same in IPv6: fe80::1 and 2001:db8::1.
InstanceConfiguration ipv6_instance();
/// An interface that is up, with the address 192.0.2.11 or fe80::11.
Surroundings surroundings(const InstanceConfiguration& configuration);

/// An instant so many milliseconds after the beginning.
Instant at(int milliseconds);

/// Master_Down_Interval at priority 100, 3.609375 s, in whole milliseconds.
inline constexpr int master_down_ms = 3610;

/// A router that was started at 0 ms.
Router started(const InstanceConfiguration& configuration, RouterEffects& effects);

/// A message of another router, 192.0.2.12 or fe80::12 unless said otherwise.
struct Heard {
  Priority priority{priority_default};
  Centiseconds interval{max_adver_int_default};
  Version version{Version::v3};
  std::optional<IpAddress> source{};
  std::string password{};
  std::optional<AddressList> addresses{};  ///< the router's own otherwise
};
void hear(Router& router, const Heard& heard, Instant now);

}  // namespace vrrpspec::impl::testing
