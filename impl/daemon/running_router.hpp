// A virtual router with its hands: its macvlan, and what it sends through. While its interface is missing it waits,
// with nothing in the kernel.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "impl/daemon/watch.hpp"
#include "impl/kernel/virtual_link.hpp"
#include "impl/operation/trace.hpp"
#include "impl/router/router.hpp"
#include "impl/socket/sockets.hpp"

namespace vrrpspec::impl {

class RunningRouter;

/// What all routers of the daemon share.
struct Services {
  boost::asio::io_context* loop;
  Netlink* netlink;
  UndoRecord* record;
  FrameSender* frames;
  std::function<Instant()> now;
  Trace* trace;  ///< null: nothing is traced
  std::function<void(const InstanceConfiguration&, const RouterStatus&, const Transition&)> on_transition;
  std::function<void(const std::string& router, const wire::IpHeader&, wire::Discard)> on_discard;
  std::function<void(const std::string& router, const IpAddress& source, Mismatch)> on_mismatch;
  std::function<void(const std::string& router, const std::string& why)> on_waiting;
  std::function<void(const std::string& router, Priority before, Priority now)> on_priority;
  /// Something that was to be done in the kernel could not be; the router goes on.
  std::function<void(const std::string& router, const Error&)> on_error;
  /// Deadlines may have moved.
  std::function<void(RunningRouter&)> on_activity;
  /// close() is to be called, now or soon: it takes the kernel long, and others have timers.
  std::function<void(RunningRouter&)> close_soon;
};

class RunningRouter final : private RouterEffects {
 public:
  /// `link_name`: of its macvlan, for as long as it lives.
  RunningRouter(InstanceConfiguration configuration, std::string link_name, Services services);
  ~RunningRouter() override;
  RunningRouter(const RunningRouter&) = delete;
  RunningRouter& operator=(const RunningRouter&) = delete;

  /// The interface is there: makes the macvlan and opens what is needed.
  std::expected<void, Error> attach(const Link& lower);
  [[nodiscard]] bool is_attached() const { return link_.has_value(); }
  [[nodiscard]] int interface_index() const { return lower_.index; }
  [[nodiscard]] int link_index() const { return link_ ? link_->index() : 0; }
  [[nodiscard]] const std::string& link_name() const { return link_name_; }

  /// Removes the macvlan, as far as it is there, and restores what was changed. The router is in Initialize.
  void remove();
  /// Puts back what somebody else took from the macvlan, or all of it.
  std::expected<void, Error> repair();
  /// That attach() failed, and on which interface as it was then.
  void note_failure(const Link& lower, const Error& error);
  void try_again() { failed_on_.reset(); }
  [[nodiscard]] const std::optional<Link>& failed_on() const { return failed_on_; }
  [[nodiscard]] const std::optional<std::string>& failure() const { return failure_; }
  /// What is to be on which interface while Master, where packets are accepted; without `device`: on the macvlan.
  [[nodiscard]] std::vector<VirtualAddress> addresses() const;
  /// Whether a blackhole route keeps packets to one of these from the machine: Master, and none are accepted.
  [[nodiscard]] bool needs_blackhole(const std::function<bool(const IpAddress&)>& of) const;
  /// Takes new values; is_same_router() holds.
  void reconfigure(const InstanceConfiguration& configuration, const Surroundings& surroundings);

  /// Whether its macvlan takes frames in.
  [[nodiscard]] bool is_active() const { return link_ && link_->is_active(); }
  /// Ends what the macvlan does for a Master; false when that is done already, or the router is Master again.
  bool close();
  [[nodiscard]] Router& router() { return router_; }
  [[nodiscard]] const Router& router() const { return router_; }
  [[nodiscard]] RouterStatus status() const;

 private:
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

  [[nodiscard]] VirtualLinkPlan plan() const;
  std::expected<void, Error> listen();
  bool note_sending(int error);
  void report(const std::expected<void, Error>& result);

  Services services_;
  std::string link_name_;
  Router router_;
  Link lower_;
  std::optional<Link> failed_on_;
  std::optional<std::string> failure_;
  bool sends_{true};   ///< the last frame left
  bool opens_{false};  ///< the macvlan is to be active: it still is for a while when it no longer should
  std::optional<VirtualLink> link_;
  std::optional<PeerSender> peers_;
  /// On the macvlan, one for each family: what is sent to the virtual MAC address alone is heard nowhere else. They
  /// stay open while the macvlan is down and nothing arrives, because closing a packet socket takes the kernel long.
  struct Ear {
    QuestionListener questions;
    Watch watch;
  };
  std::vector<std::unique_ptr<Ear>> ears_;
};

}  // namespace vrrpspec::impl
