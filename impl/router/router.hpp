// One virtual router as it runs: the model decides, and its actions become frames and duties here. No rule of
// section 6.4 stands in this folder. It does no input or output of its own: time and messages come in, effects go out.
#pragma once

#include <array>
#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "impl/config/configuration.hpp"
#include "impl/router/adverts.hpp"
#include "impl/router/announcer.hpp"
#include "impl/router/effects.hpp"
#include "impl/router/receiver.hpp"
#include "impl/router/status.hpp"
#include "impl/track/tracking.hpp"
#include "model/virtual_router.hpp"

namespace vrrpspec::impl {

/// What decides, besides the protocol, whether and how a virtual router takes part.
struct Surroundings {
  bool interface_is_up{false};
  /// The interface's primary IPv4 or link-local IPv6 address (1.6); without one the router waits.
  std::optional<IpAddress> primary_address;
  TrackingResult tracking;
  std::optional<std::string> obstacle{};  ///< why it cannot use the interface, although that may be up
  bool forwards_ipv6{false};              ///< whether its Router Advertisements offer a default router
  friend bool operator==(const Surroundings&, const Surroundings&) = default;
};

class Router {
 public:
  /// `effects` must outlive it. Waits in Initialize for start() and for surroundings in which it can take part.
  Router(const InstanceConfiguration& configuration, RouterEffects& effects, Instant now);

  void start(Instant now);
  /// Shutdown: a Master sends priority 0 (665). It stays in Initialize until start().
  void stop(Instant now);
  void set_surroundings(const Surroundings& surroundings, Instant now);
  /// New values of the same virtual router: is_same_router() holds.
  void reconfigure(const InstanceConfiguration& configuration, const Surroundings& surroundings, Instant now);

  /// The instant when advance() has something to do.
  [[nodiscard]] std::optional<Instant> next_deadline() const;
  /// Does what is due at `now`.
  void advance(Instant now);

  /// A VRRP message for this VRID from the router's interface; counts and drops what section 7.1 says is to be dropped.
  void on_message(std::span<const std::uint8_t> message, const wire::IpHeader& header, Instant now);
  /// A frame that may be an ARP request, a Neighbor Solicitation or a Router Solicitation.
  void on_question(std::span<const std::uint8_t> frame, Instant now);

  [[nodiscard]] const InstanceConfiguration& configuration() const { return configuration_; }
  [[nodiscard]] State state() const { return model_.state(); }
  [[nodiscard]] Priority priority() const { return model_.parameters().priority; }  ///< after tracking
  [[nodiscard]] const IpAddress& primary_address() const { return model_.parameters().primary_address; }
  [[nodiscard]] bool accepts_packets() const;  ///< to its addresses, while Master (650)
  [[nodiscard]] const DaemonCounters& unattributed() const { return receiver_.unattributed(); }
  [[nodiscard]] RouterStatus status(Instant now) const;

 private:
  [[nodiscard]] Parameters parameters() const;
  [[nodiscard]] std::optional<std::string> fault() const;
  [[nodiscard]] std::vector<Mismatch> mismatches(const Advertisement& advert) const;
  void settle(Instant now);
  Actions handle(const Event& event, std::string_view cause, Instant now);
  void execute(const Action& action, State before, std::string_view cause, Instant now);
  void announce(Instant now);
  void enter(State from, State to, ClauseKey clause, std::string_view cause, Instant now);
  void send_advertisement(Priority priority);

  /// The last adverts, and what stands in them beside the configuration.
  struct Prepared {
    Parameters parameters;
    Priority priority;
    std::vector<PreparedAdvert> adverts;
  };

  InstanceConfiguration configuration_;
  std::optional<Prepared> prepared_;
  RouterEffects* effects_;
  Surroundings surroundings_;
  bool started_{false};
  std::optional<std::string> waits_for_;  ///< what was told last
  /// `preempt_delay`: until then Preempt_Mode is False.
  std::optional<Instant> preempts_from_;
  VirtualRouter model_;  ///< after all that parameters() reads
  Receiver receiver_;
  Announcer announcer_;
  std::optional<IpAddress> master_;
  Instant state_since_;
  Counters counters_;
  std::deque<Transition> transitions_;
};

/// Whether a router configured as `left` may become `right` while it runs: what names it on the wire is the same.
bool is_same_router(const InstanceConfiguration& left, const InstanceConfiguration& right);

}  // namespace vrrpspec::impl
