// What a virtual router does to the world around it. The daemon does it with sockets and links, a test writes it down.
#pragma once

#include <span>

#include "impl/frame/frames.hpp"
#include "impl/router/status.hpp"
#include "model/action.hpp"
#include "model/event.hpp"
#include "model/state_duties.hpp"

namespace vrrpspec::impl {

class RouterEffects {
 public:
  virtual ~RouterEffects() = default;

  /// A frame on the router's interface; false when it could not leave.
  virtual bool send_frame(std::span<const std::uint8_t> frame) = 0;
  /// A VRRP message to one unicast peer.
  virtual bool send_to_peer(const wire::IpHeader& header, std::span<const std::uint8_t> message) = 0;

  /// An address that is put on another interface is announced there, with the MAC address of that interface.
  virtual void announce_elsewhere(const std::string& device, const IpAddress& address) = 0;

  /// configuration() is another one: what is put up for it follows before the router goes on.
  virtual void on_configuration() = 0;

  /// What section 6.4 demands as long as the state lasts, from now on: frames to the virtual MAC address, packets to
  /// the virtual addresses, questions about them.
  virtual void take_up(const StateDuties& duties) = 0;

  /// A message failed a receive check. Anybody on the link can make this happen as often as they like.
  virtual void on_discard(const wire::IpHeader& header, wire::Discard discard) = 0;
  /// An advert that was accepted differs from what is configured here: as often as it comes.
  virtual void on_mismatch(const IpAddress& source, Mismatch mismatch) = 0;
  /// It stays in Initialize, for this reason now: once for each reason.
  virtual void on_waiting(const std::string& why) = 0;
  /// Tracking, or a reload, changed the priority of a router that takes part.
  virtual void on_priority(Priority before, Priority now) = 0;
  virtual void on_transition(const Transition& transition) = 0;
  /// Each step of the state machine: what happened, and what it ordered. For the trace.
  virtual void on_step(const Event& event, const Actions& actions, Instant at) = 0;
};

}  // namespace vrrpspec::impl
