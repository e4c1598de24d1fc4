#include "impl/daemon/daemon.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/asio/post.hpp>
#include <fstream>
#include <set>
#include <utility>

#include "impl/clock.hpp"

namespace vrrpspec::impl {
namespace {

/// A shorter sleep costs nobody a Master, and could be the time between two readings of the clocks.
constexpr Duration least_sleep = std::chrono::seconds{1};

constexpr unsigned least_ipv6_mtu = 1280;

/// What keeps a router from its interface may be no news of the interface: a macvlan of somebody else's with its name.
constexpr Duration until_connected_again = std::chrono::seconds{3};

/// Whether this machine is a router of IPv6: what makes its Router Advertisements offer one.
bool machine_forwards_ipv6() {
  std::ifstream file{"/proc/sys/net/ipv6/conf/all/forwarding"};
  int value = 0;
  return file >> value && value != 0;
}

/// Whether somebody else took something from the macvlan, as far as the kernel told.
bool is_damaged(const RunningRouter& router, const NetworkView& view) {
  const Link* link = view.find(router.link_index());
  if (link == nullptr) return false;
  const InstanceConfiguration& configuration = router.router().configuration();
  if (link->is_up != router.is_active() || link->mac != virtual_router_mac(configuration.family, configuration.vrid))
    return true;
  if (!router.is_active() || !router.router().accepts_packets()) return false;
  return std::ranges::any_of(router.addresses(), [&](const VirtualAddress& each) {
    const Link* const place = each.device ? view.find(*each.device) : link;
    return place != nullptr && !view.has(place->index, each.address);
  });
}

DaemonCounters operator+(const DaemonCounters& left, const DaemonCounters& right) {
  return {.checksum_errors = left.checksum_errors + right.checksum_errors,
          .version_errors = left.version_errors + right.version_errors,
          .vrid_errors = left.vrid_errors + right.vrid_errors};
}

}  // namespace

Daemon::Daemon(boost::asio::io_context& loop, Netlink& netlink, KernelEvents& events, UndoRecord& record,
               FrameSender& frames, DaemonHooks hooks)
    : loop_{&loop},
      netlink_{&netlink},
      events_{&events},
      record_{&record},
      frames_{&frames},
      hooks_{std::move(hooks)},
      timer_{loop},
      again_{loop},
      kernel_watch_{loop, events.descriptor(), [this] { on_kernel_events(); }},
      asleep_{time_asleep()} {
  read_network();
}

Daemon::~Daemon() = default;

void Daemon::configure(const Configuration& configuration) {
  forwards_ipv6_ = machine_forwards_ipv6();
  retire_others(configuration);
  std::vector<const InstanceConfiguration*> fresh;
  for (const InstanceConfiguration& instance : configuration.instances) {
    const auto found = std::ranges::find_if(
        routers_, [&](const auto& running) { return successor_of(*running, configuration) == &instance; });
    if (found == routers_.end()) {
      fresh.push_back(&instance);
    } else if ((*found)->router().configuration() != instance) {
      RunningRouter& changed = **found;
      changed.reconfigure(instance, changed.is_attached() ? surroundings_of(changed, instance) : Surroundings{});
    }
  }
  std::vector<RunningRouter*> added;
  LinkNames taken = names_in(configuration);
  for (const InstanceConfiguration* const instance : fresh) {
    std::string name = link_name_for(*instance, taken);
    taken.insert(name);
    routers_.push_back(std::make_unique<RunningRouter>(*instance, std::move(name), services()));
    connect(*routers_.back());
    added.push_back(routers_.back().get());
  }
  // All macvlans are there before the first timer runs: making them takes long.
  for (RunningRouter* router : added) {
    router->router().set_surroundings(surroundings_of(*router), monotonic_now());
    router->router().start(monotonic_now());
  }
  note_all();
  on_activity();
}

/// What the running router becomes; null: nothing in `configuration`. The name of its macvlan stays as long as it runs,
/// unless another name is written, or another one wants that name.
const InstanceConfiguration* Daemon::successor_of(const RunningRouter& router,
                                                  const Configuration& configuration) const {
  const auto wants_the_name = [&](const InstanceConfiguration& one) { return one.link_name == router.link_name(); };
  const bool is_wanted = std::ranges::any_of(configuration.instances, wants_the_name);
  const auto found = std::ranges::find_if(configuration.instances, [&](const InstanceConfiguration& one) {
    return is_same_router(router.router().configuration(), one) && wants_the_name(one) == is_wanted &&
           (is_wanted || !one.link_name);
  });
  return found == configuration.instances.end() ? nullptr : &*found;
}

/// What no new macvlan may be called.
LinkNames Daemon::names_in(const Configuration& configuration) const {
  LinkNames names;
  for (const InstanceConfiguration& instance : configuration.instances) {
    names.insert(instance.interface);
    if (instance.link_name) names.insert(*instance.link_name);
  }
  for (const auto& router : routers_) names.insert(router->link_name());
  return names;
}

void Daemon::stop() {
  for (const auto& router : routers_) router->router().stop(monotonic_now());
  for (const auto& router : routers_) router->remove();
  by_address_.clear();
  closings_.clear();
  agenda_.clear();
  routers_.clear();
  ports_.clear();
  timer_.cancel();
  again_.cancel();
  connects_again_ = false;
}

void Daemon::on_scripts() {
  follow_all();
}

std::vector<RouterStatus> Daemon::routers() const {
  std::vector<RouterStatus> all;
  for (const auto& router : routers_) all.push_back(router->status());
  return all;
}

DaemonCounters Daemon::counters() const {
  DaemonCounters sum = counters_;
  for (const auto& router : routers_) sum = sum + router->router().unattributed();
  return sum;
}

void Daemon::read_network() {
  const auto links = netlink_->links();
  const auto addresses = netlink_->addresses();
  if (links && addresses) {
    view_.replace(*links, *addresses);
  } else {
    hooks_.on_error("", !links ? links.error() : addresses.error());
  }
}

void Daemon::on_kernel_events() {
  notice_sleep();
  bool lost = false;
  std::set<IpAddress> bare;
  events_->receive([&](const KernelEvent& event) {
    lost = lost || std::holds_alternative<EventsLost>(event);
    if (const auto* gone = std::get_if<BlackholeGone>(&event)) bare.insert(gone->address);
    view_.apply(event);
  });
  if (lost) read_network();
  follow_all();
  if (!lost && bare.empty()) return;
  for (const auto& router : routers_)
    if (router->needs_blackhole([&](const IpAddress& address) { return lost || bare.contains(address); }))
      report(router->router().configuration().name, router->repair());
}

void Daemon::on_datagram(int interface_index, const VrrpDatagram& datagram) {
  const std::size_t vrid_at = 1;
  if (datagram.message.size() <= vrid_at) {
    ++counters_.vrid_errors;
    return;
  }
  const auto found = by_address_.find({interface_index, datagram.header.source.family(), datagram.message[vrid_at]});
  if (found == by_address_.end()) {
    ++counters_.vrid_errors;
    return;
  }
  notice_sleep();
  RunningRouter& router = *found->second;
  const Instant now = monotonic_now();
  if (hooks_.trace != nullptr)
    hooks_.trace->message_received(router.router().configuration().name, datagram.header, datagram.message, now);
  router.router().on_message(datagram.message, datagram.header, now);
  agenda_.note(router);
}

void Daemon::on_timer() {
  notice_sleep();
  bool has_listened = false;
  // Each router once: whatever is due again by then waits until others were heard.
  for (std::size_t turn = 0; turn <= routers_.size(); ++turn) {
    const Instant now = monotonic_now();
    RunningRouter* router = agenda_.due(now);
    if (router == nullptr) break;
    // After a stall the Master's adverts may wait unread: no Backup takes over before they were looked at.
    if (router->router().state() == State::backup && !std::exchange(has_listened, true)) {
      for (auto& [index, port] : ports_) port.drain();
      continue;
    }
    router->router().advance(now);
    agenda_.note(*router);
  }
  on_activity();
}

void Daemon::note_all() {
  agenda_.clear();
  for (const auto& router : routers_) agenda_.note(*router);
}

/// Sets the timer to the earliest deadline, after anything that may have moved one; the agenda knows it by now.
void Daemon::on_activity() {
  const auto next = agenda_.next_deadline();
  if (next == timer_set_ || (next && fires_soon_enough(*next))) return;
  timer_set_ = next;
  if (!next) {
    timer_.cancel();
    return;
  }
  timer_.expires_at(std::chrono::steady_clock::time_point{next->time_since_epoch()});
  timer_.async_wait([this](const boost::system::error_code& error) {
    if (error) return;
    timer_set_.reset();
    on_timer();
  });
}

/// Each advert that a Backup hears moves a deadline away. The timer follows when that doubles its time: until then it
/// would fire too early, never too late, and find nothing to do.
bool Daemon::fires_soon_enough(Instant deadline) const {
  return timer_set_ && deadline > *timer_set_ && deadline - *timer_set_ < *timer_set_ - monotonic_now();
}

/// When the machine slept, nobody knows for how long the others were alone: every router begins again as if its
/// interface had been down.
void Daemon::notice_sleep() {
  const Duration asleep = time_asleep();
  if (asleep <= asleep_ + least_sleep) return;
  asleep_ = asleep;
  for (const auto& router : routers_) {
    Surroundings down = surroundings_of(*router);
    down.interface_is_up = false;
    router->router().set_surroundings(down, monotonic_now());
  }
  for (const auto& router : routers_) router->router().set_surroundings(surroundings_of(*router), monotonic_now());
  note_all();
}

/// The kernel takes long to close a macvlan. A router that yields alone has it closed at once; of many that yield
/// together, each round of the loop closes one, so that adverts are heard and sent meanwhile.
void Daemon::close_soon(RunningRouter& router) {
  if (has_closed_) {
    closings_.push_back(&router);
  } else if (router.close()) {
    close_after_a_round();
  }
}

/// The loop looks at its sockets and timers before it comes to what was posted.
void Daemon::close_after_a_round() {
  has_closed_ = true;
  boost::asio::post(*loop_, [this] {
    has_closed_ = false;
    while (!has_closed_ && !closings_.empty()) {
      RunningRouter& router = *closings_.front();
      closings_.pop_front();
      close_soon(router);
    }
  });
}

void Daemon::connect(RunningRouter& router) {
  const InstanceConfiguration& configuration = router.router().configuration();
  const Link* lower = view_.find(configuration.interface);
  // What failed is not tried again at each news: making and removing macvlans is news itself.
  if (lower == nullptr || router.failed_on() == *lower) return;
  const Link link = *lower;
  const auto failure = router.failure();
  auto attached = port_of(link.index).listen(configuration.family, configuration.unicast_peers.empty());
  if (attached) attached = router.attach(link);
  if (!attached) {
    if (failure != attached.error().what) report(configuration.name, attached);
    give_up_for_now(router, link, attached.error());
    return;
  }
  note_link_of(router);
  by_address_[{link.index, configuration.family, configuration.vrid.number()}] = &router;
}

void Daemon::give_up_for_now(RunningRouter& router, const Link& lower, const Error& error) {
  router.remove();
  router.note_failure(lower, error);
  connect_again_later();
}

void Daemon::connect_again_later() {
  if (std::exchange(connects_again_, true)) return;
  again_.expires_after(until_connected_again);
  again_.async_wait([this](const boost::system::error_code& error) {
    if (error) return;
    connects_again_ = false;
    for (const auto& router : routers_) router->try_again();
    follow_all();
  });
}

/// The kernel's own word of a link just made is still on its way.
void Daemon::note_link_of(const RunningRouter& router) {
  const InstanceConfiguration& configuration = router.router().configuration();
  view_.apply(LinkChanged{{.index = router.link_index(),
                           .name = router.link_name(),
                           .mac = virtual_router_mac(configuration.family, configuration.vrid),
                           .is_up = router.is_active(),
                           .kind = "macvlan",
                           .alias = {}}});
}

/// The interface is gone, or another one: what is left of the router waits.
void Daemon::disconnect(RunningRouter& router) {
  const InstanceConfiguration& configuration = router.router().configuration();
  router.router().set_surroundings({.primary_address = {}, .tracking = tracking_of(configuration)}, monotonic_now());
  by_address_.erase({router.interface_index(), configuration.family, configuration.vrid.number()});
  router.remove();
}

/// What the kernel told may concern the router.
void Daemon::follow_network(RunningRouter& router) {
  if (router.is_attached()) {
    const Link* lower = view_.find(router.interface_index());
    const bool is_the_same = lower != nullptr && lower->name == router.router().configuration().interface;
    if (is_the_same && view_.find(router.link_index()) == nullptr) {
      // Somebody removed the macvlan: no event of the protocol, unless it cannot be made again.
      const auto repaired = router.repair();
      report(router.router().configuration().name, repaired);
      if (repaired) {
        note_link_of(router);
      } else {
        const Link link = *lower;
        disconnect(router);
        give_up_for_now(router, link, repaired.error());
      }
    }
    if (!is_the_same) disconnect(router);
  }
  if (!router.is_attached()) connect(router);
  router.router().set_surroundings(surroundings_of(router), monotonic_now());
  if (router.is_attached() && is_damaged(router, view_)) report(router.router().configuration().name, router.repair());
}

void Daemon::follow_all() {
  forwards_ipv6_ = machine_forwards_ipv6();
  follow_ipv6_life();
  for (const auto& router : routers_) follow_network(*router);
  note_all();
  close_unused_ports();
  on_activity();
}

/// Below an MTU of 1280 the kernel takes IPv6 away from an interface, with its memberships and the settings of
/// macvlans.
void Daemon::follow_ipv6_life() {
  for (auto& [index, port] : ports_) {
    const Link* link = view_.find(index);
    if (link == nullptr || port.carries_ipv6() == (link->mtu >= least_ipv6_mtu)) continue;
    port.begin_ipv6_anew(link->mtu >= least_ipv6_mtu);
    for (const auto& router : routers_)
      if (router->interface_index() == index && router->router().configuration().family == Family::ipv6)
        disconnect(*router);
  }
}

Surroundings Daemon::surroundings_of(const RunningRouter& router) const {
  return surroundings_of(router, router.router().configuration());
}

Surroundings Daemon::surroundings_of(const RunningRouter& router, const InstanceConfiguration& configuration) const {
  Surroundings surroundings{.primary_address = {}, .tracking = tracking_of(configuration)};
  const Link* lower = router.is_attached() ? view_.find(router.interface_index()) : nullptr;
  surroundings.obstacle = router.failure();
  if (!router.is_attached() && view_.find(configuration.interface) == nullptr)
    surroundings.obstacle = fmt::format("interface {} is not there", configuration.interface);
  if (!surroundings.obstacle) surroundings.obstacle = missing_device(configuration);
  if (lower == nullptr) return surroundings;
  surroundings.interface_is_up = lower->is_running || !configuration.tracks_own_interface;
  // An owner's addresses are on its macvlan while it is Master: they are still the interface's real ones.
  const bool owns = configuration.priority == priority_owner && router.is_active();
  surroundings.primary_address =
      owns ? std::optional{router.router().primary_address()} : view_.primary_address(*lower, configuration);
  // What an owner on the same interface has moved to its macvlan is the interface's own for the others, too.
  for (const auto& other : routers_) {
    if (surroundings.primary_address || other->interface_index() != lower->index || !other->is_active()) continue;
    if (other->router().configuration().priority != priority_owner) continue;
    if (const Link* link = view_.find(other->link_index()))
      surroundings.primary_address = view_.primary_address(*link, configuration);
  }
  surroundings.forwards_ipv6 = configuration.family == Family::ipv6 && forwards_ipv6_;
  return surroundings;
}

/// A Master without one of its addresses would take what is sent to it and serve nobody.
std::optional<std::string> Daemon::missing_device(const InstanceConfiguration& configuration) const {
  if (!accepts_packets(configuration)) return std::nullopt;  // none is put anywhere
  for (const VirtualAddress& each : all_addresses(configuration)) {
    if (!each.device || view_.find(*each.device) != nullptr) continue;
    return fmt::format("interface {}, on which {} is to be, is not there", *each.device, to_string(each.address));
  }
  return std::nullopt;
}

TrackingResult Daemon::tracking_of(const InstanceConfiguration& configuration) const {
  std::vector<TrackedState> tracked;
  for (const TrackedInterface& one : configuration.track_interfaces) {
    const Link* link = view_.find(one.name);
    tracked.push_back({TrackedKind::interface, one.name, link != nullptr && link->is_running, one.weight, one.reverse});
  }
  for (const TrackedScript& one : configuration.track_scripts)
    tracked.push_back({TrackedKind::script, one.name, hooks_.script_is_good(one.name), one.weight, one.reverse});
  return apply_tracking(configuration.priority, tracked);
}

void Daemon::retire_others(const Configuration& configuration) {
  std::erase_if(routers_, [&](const auto& running) {
    const InstanceConfiguration& old = running->router().configuration();
    if (successor_of(*running, configuration) != nullptr) return false;
    running->router().stop(monotonic_now());
    counters_ = counters_ + running->router().unattributed();
    by_address_.erase({running->interface_index(), old.family, old.vrid.number()});
    std::erase(closings_, running.get());
    running->remove();
    return true;
  });
  note_all();
  close_unused_ports();
}

Port& Daemon::port_of(int interface_index) {
  return ports_
      .try_emplace(interface_index, *loop_, interface_index,
                   Port::Upcalls{[this](int index, const VrrpDatagram& datagram) { on_datagram(index, datagram); },
                                 [this] { on_activity(); }})
      .first->second;
}

void Daemon::close_unused_ports() {
  std::erase_if(ports_, [&](const auto& port) {
    return std::ranges::none_of(routers_, [&](const auto& router) { return router->interface_index() == port.first; });
  });
}

void Daemon::report(const std::string& router, const std::expected<void, Error>& result) {
  if (!result) hooks_.on_error(router, result.error());
}

Services Daemon::services() {
  return {.loop = loop_,
          .netlink = netlink_,
          .record = record_,
          .frames = frames_,
          .now = [] { return monotonic_now(); },
          .trace = hooks_.trace,
          .on_transition = hooks_.on_transition,
          .on_discard = hooks_.on_discard,
          .on_mismatch = hooks_.on_mismatch,
          .on_waiting = hooks_.on_waiting,
          .on_priority = hooks_.on_priority,
          .on_error = hooks_.on_error,
          .on_activity =
              [this](RunningRouter& router) {
                agenda_.note(router);
                on_activity();
              },
          .close_soon = [this](RunningRouter& router) { close_soon(router); }};
}

}  // namespace vrrpspec::impl
