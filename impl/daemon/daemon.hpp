// All virtual routers of the machine in one event loop: adverts and questions come in, timers fire, the kernel tells of
// its interfaces, a new configuration takes the place of the old one. Prints nothing: whoever watches gets told.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "impl/config/configuration.hpp"
#include "impl/daemon/agenda.hpp"
#include "impl/daemon/link_name.hpp"
#include "impl/daemon/network_view.hpp"
#include "impl/daemon/port.hpp"
#include "impl/daemon/running_router.hpp"
#include "impl/router/status.hpp"

namespace vrrpspec::impl {

/// What the daemon tells and asks.
struct DaemonHooks {
  std::function<void(const InstanceConfiguration&, const RouterStatus&, const Transition&)> on_transition;
  std::function<void(const std::string& router, const wire::IpHeader&, wire::Discard)> on_discard;
  std::function<void(const std::string& router, const IpAddress& source, Mismatch)> on_mismatch;
  std::function<void(const std::string& router, const std::string& why)> on_waiting;
  std::function<void(const std::string& router, Priority before, Priority now)> on_priority;
  std::function<void(const std::string& router, const Error&)> on_error;
  /// Whether a script is good; empty while nobody knows.
  std::function<std::optional<bool>(const std::string& script)> script_is_good;
  Trace* trace{nullptr};
};

class Daemon {
 public:
  /// All arguments must outlive it.
  Daemon(boost::asio::io_context& loop, Netlink& netlink, KernelEvents& events, UndoRecord& record, FrameSender& frames,
         DaemonHooks hooks);
  ~Daemon();

  /// Starts the virtual routers of `configuration`; later ones take the place of earlier ones, and a virtual router
  /// that is the same in both is not disturbed. An interface that is not there is waited for.
  void configure(const Configuration& configuration);
  /// Shutdown of the virtual routers that `configuration` does not have, what configure() begins with: for whom it
  /// matters which scripts may be run then.
  void retire_others(const Configuration& configuration);
  /// Shutdown of all virtual routers: Masters send priority 0 (665), and what was changed in the kernel is put back.
  void stop();
  /// The result of a script changed.
  void on_scripts();

  [[nodiscard]] std::vector<RouterStatus> routers() const;
  [[nodiscard]] DaemonCounters counters() const;

 private:
  using Routers = std::vector<std::unique_ptr<RunningRouter>>;
  struct Address {
    int interface_index;
    Family family;
    std::uint8_t vrid;
    friend auto operator<=>(const Address&, const Address&) = default;
  };

  void read_network();
  void on_kernel_events();
  void on_datagram(int interface_index, const VrrpDatagram& datagram);
  void on_timer();
  void on_activity();
  void note_all();
  [[nodiscard]] bool fires_soon_enough(Instant deadline) const;

  [[nodiscard]] const InstanceConfiguration* successor_of(const RunningRouter& router,
                                                          const Configuration& configuration) const;
  [[nodiscard]] LinkNames names_in(const Configuration& configuration) const;
  void close_soon(RunningRouter& router);
  void close_after_a_round();
  void connect(RunningRouter& router);
  void connect_again_later();
  void disconnect(RunningRouter& router);
  void give_up_for_now(RunningRouter& router, const Link& lower, const Error& error);
  void note_link_of(const RunningRouter& router);
  void follow_network(RunningRouter& router);
  void notice_sleep();
  void follow_ipv6_life();
  [[nodiscard]] Surroundings surroundings_of(const RunningRouter& router) const;
  [[nodiscard]] Surroundings surroundings_of(const RunningRouter& router,
                                             const InstanceConfiguration& configuration) const;
  [[nodiscard]] std::optional<std::string> missing_device(const InstanceConfiguration& configuration) const;
  [[nodiscard]] TrackingResult tracking_of(const InstanceConfiguration& configuration) const;
  void follow_all();
  Port& port_of(int interface_index);
  void close_unused_ports();
  void report(const std::string& router, const std::expected<void, Error>& result);
  [[nodiscard]] Services services();

  boost::asio::io_context* loop_;
  Netlink* netlink_;
  KernelEvents* events_;
  UndoRecord* record_;
  FrameSender* frames_;
  DaemonHooks hooks_;
  NetworkView view_;
  Routers routers_;
  std::map<Address, RunningRouter*> by_address_;
  std::map<int, Port> ports_;
  DaemonCounters counters_;
  Agenda agenda_;  ///< holds what is in routers_
  boost::asio::steady_timer timer_;
  std::optional<Instant> timer_set_;     ///< what it waits for
  std::deque<RunningRouter*> closings_;  ///< whose macvlans are to be closed, of what is in routers_
  bool has_closed_{false};               ///< in this round of the loop
  boost::asio::steady_timer again_;      ///< for routers that could not be connected
  bool connects_again_{false};           ///< `again_` runs
  Watch kernel_watch_;
  Duration asleep_;
  bool forwards_ipv6_{false};
};

}  // namespace vrrpspec::impl
