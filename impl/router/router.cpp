#include "impl/router/router.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "model/assert.hpp"
#include "model/timers.hpp"

namespace vrrpspec::impl {
namespace {

constexpr std::size_t transitions_kept = 16;

template <class... Visitors>
struct Overloaded : Visitors... {
  using Visitors::operator()...;
};

bool demands(const std::optional<Duty>& duty) {
  return duty && duty->must;
}

}  // namespace

Router::Router(const InstanceConfiguration& configuration, RouterEffects& effects, Instant now)
    : configuration_{configuration},
      effects_{&effects},
      surroundings_{.primary_address = {}, .tracking = {configuration.priority, {}}},
      model_{parameters(), *configuration.profile},
      receiver_{configuration},
      state_since_{now} {}

void Router::start(Instant now) {
  started_ = true;
  settle(now);
}

void Router::stop(Instant now) {
  started_ = false;
  settle(now);
}

void Router::set_surroundings(const Surroundings& surroundings, Instant now) {
  if (surroundings == surroundings_) return;
  surroundings_ = surroundings;
  settle(now);
}

void Router::reconfigure(const InstanceConfiguration& configuration, const Surroundings& surroundings, Instant now) {
  VRRPSPEC_ASSERT(is_same_router(configuration_, configuration));
  const bool other_addresses = configuration_.addresses != configuration.addresses ||
                               configuration_.excluded_addresses != configuration.excluded_addresses;
  configuration_ = configuration;
  prepared_.reset();
  surroundings_ = surroundings;
  receiver_.reconfigure(configuration);
  effects_->on_configuration();
  if (configuration_.preempt_delay == Duration{}) preempts_from_.reset();
  settle(now);
  if (state() == State::master && other_addresses) announce(now);
}

Parameters Router::parameters() const {
  return {.vrid = configuration_.vrid,
          .family = configuration_.family,
          .priority = surroundings_.tracking.priority,
          .advertisement_interval = configuration_.advertisement_interval,
          .preempt_mode = configuration_.preempt_mode && !preempts_from_,
          .accept_mode = configuration_.accept_mode,
          .primary_address = surroundings_.primary_address.value_or(IpAddress{})};
}

std::optional<std::string> Router::fault() const {
  if (surroundings_.obstacle) return surroundings_.obstacle;
  if (!surroundings_.interface_is_up) return fmt::format("interface {} is down", configuration_.interface);
  if (!surroundings_.primary_address)
    return fmt::format("interface {} has no {} address to send from beside those of the virtual router",
                       configuration_.interface, configuration_.family == Family::ipv4 ? "IPv4" : "link-local IPv6");
  // A script of which nothing is known yet keeps a router from starting, but stops none.
  if (surroundings_.tracking.is_waiting && state() != State::initialize) return std::nullopt;
  return surroundings_.tracking.fault;
}

/// Brings the state machine in line with what is asked for and what is possible: docs/adr/0010 to 0012.
void Router::settle(Instant now) {
  const auto why_not = fault();
  const bool takes_part = state() != State::initialize;
  if (!started_ || why_not) {
    preempts_from_.reset();
    if (!takes_part) {
      if (started_ && waits_for_ != why_not) effects_->on_waiting(*why_not);
      waits_for_ = started_ ? why_not : std::nullopt;
      return;
    }
    waits_for_ = why_not;  // the transition tells why
    if (!started_)
      handle(Shutdown{}, "Shutdown", now);
    else if (!surroundings_.interface_is_up)
      handle(InterfaceDown{}, *why_not, now);
    else
      handle(Shutdown{}, *why_not, now);
    return;
  }
  waits_for_.reset();
  if (!takes_part && configuration_.preempt_delay > Duration{}) preempts_from_ = now + configuration_.preempt_delay;
  if (const Parameters wanted = parameters(); wanted != model_.parameters()) {
    const Priority before = priority();
    if (takes_part && wanted.priority != before) effects_->on_priority(before, wanted.priority);
    handle(ParametersChanged{wanted}, "the parameters changed", now);
  }
  if (!takes_part) handle(Startup{}, "Startup", now);
}

std::optional<Instant> Router::next_deadline() const {
  std::optional<Instant> next = model_.next_deadline();
  for (const auto& deadline : {announcer_.next_deadline(), preempts_from_})
    if (deadline && (!next || *deadline < *next)) next = deadline;
  return next;
}

void Router::advance(Instant now) {
  if (preempts_from_ && *preempts_from_ <= now) {
    preempts_from_.reset();
    settle(now);
  }
  // A timer is set anew from the instant at which its expiry is handled: counted from the deadline, the advert after a
  // late one would come early.
  if (const auto deadline = model_.next_deadline(); deadline && *deadline <= now) {
    if (state() == State::backup)
      handle(MasterDownTimerFired{}, "Master_Down_Timer fired", now);
    else
      handle(AdverTimerFired{}, "Adver_Timer fired", now);
  }
  const Announcer::Due due = announcer_.advance(now);
  for (unsigned i = 0; i < due.announcements; ++i) announce_addresses(configuration_, *effects_);
  if (due.router_advertisement) advertise_router(configuration_, surroundings_.forwards_ipv6, *effects_);
}

void Router::on_message(std::span<const std::uint8_t> message, const wire::IpHeader& header, Instant now) {
  // In Initialize there is no protocol: nothing is looked at, nothing is counted (AMB-15).
  if (state() == State::initialize) return;
  const auto advert = receiver_.receive(message, header, model_.parameters(), now, counters_);
  if (!advert) {
    if (advert.error()) effects_->on_discard(header, *advert.error());
    return;
  }
  for (const Mismatch mismatch : mismatches(*advert)) effects_->on_mismatch(advert->source, mismatch);
  const bool is_master = state() == State::master;
  const Actions actions = handle(
      AdvertisementReceived{advert->priority, advert->max_adver_int, advert->source},
      is_master ? fmt::format("{} advertises priority {}", to_string(advert->source), advert->priority.value()) : "",
      now);
  const bool is_discarded = std::ranges::any_of(
      actions, [](const Action& action) { return std::holds_alternative<DiscardAdvertisement>(action.order); });
  if (state() == State::backup && !is_discarded && advert->priority != priority_stop) master_ = advert->source;
}

//= rfc5798 V3-071
//# If the above check fails, the receiver SHOULD log the event
std::vector<Mismatch> Router::mismatches(const Advertisement& advert) const {
  std::vector<Mismatch> found;
  const AddressList own = advertised_addresses(configuration_);
  if (!std::ranges::is_permutation(advert.addresses, own)) found.push_back(Mismatch::address_list);
  if (configuration_.profile != &rfc9568) return found;
  if (advert.max_adver_int != model_.parameters().advertisement_interval) found.push_back(Mismatch::interval);
  if (advert.priority == priority_owner && configuration_.priority == priority_owner)
    found.push_back(Mismatch::two_owners);
  return found;
}

void Router::on_question(std::span<const std::uint8_t> frame, Instant now) {
  const StateDuties duties = state_duties(state(), model_.parameters(), model_.profile());
  if (demands(duties.answers_arp) || demands(duties.answers_neighbor_solicitations)) {
    // Where packets are accepted, the kernel has the address and answers itself.
    if (!accepts_packets()) answer_question(configuration_, frame, *effects_);
  }
  if (demands(duties.sends_router_advertisements) && is_router_solicitation(frame))
    announcer_.on_router_solicitation(now);
}

bool Router::accepts_packets() const {
  return impl::accepts_packets(configuration_);
}

Actions Router::handle(const Event& event, std::string_view cause, Instant now) {
  const State before = state();
  const Actions actions = model_.handle(event, now);
  effects_->on_step(event, actions, now);
  // 8.1.2, 8.2.2: addresses are announced when they and the virtual MAC address are where they are to be.
  const auto announces = [](const Action& action) {
    return std::holds_alternative<SendGratuitousArp>(action.order) ||
           std::holds_alternative<SendNeighborAdvertisement>(action.order);
  };
  for (const Action& action : actions)
    if (!announces(action)) execute(action, before, cause, now);
  if (std::ranges::any_of(actions, announces)) announce(now);
  return actions;
}

void Router::execute(const Action& action, State before, std::string_view cause, Instant now) {
  std::visit(Overloaded{
                 [&](const SendAdvertisement& order) { send_advertisement(order.priority); },
                 // Later, when enter() has taken up the duties.
                 [](const SendGratuitousArp&) {},
                 [](const SendNeighborAdvertisement&) {},
                 [&](const TransitionTo& order) { enter(before, order.state, action.clause, cause, now); },
                 // The groups are joined with the duties of the Master, which enter() takes up.
                 [](const JoinSolicitedNodeGroups&) {},
                 // What the model keeps to itself: its timers and what it learns.
                 [](const SetAdverTimer&) {},
                 [](const CancelAdverTimer&) {},
                 [](const SetMasterDownTimer&) {},
                 [](const CancelMasterDownTimer&) {},
                 [](const SetMasterAdverInterval&) {},
                 [](const RecomputeSkewTime&) {},
                 [](const RecomputeMasterDownInterval&) {},
                 [](const DiscardAdvertisement&) {},
             },
             action.order);
}

void Router::announce(Instant now) {
  for (unsigned i = 0; i < configuration_.announcements.repeat; ++i) announce_addresses(configuration_, *effects_);
  announcer_.begin(configuration_.announcements, now);
}

void Router::enter(State from, State to, ClauseKey clause, std::string_view cause, Instant now) {
  const StateDuties duties = state_duties(to, model_.parameters(), model_.profile());
  effects_->take_up(duties);
  if (to == State::master) {
    ++counters_.master_transitions;
    master_ = surroundings_.primary_address;
  } else {
    announcer_.end();
    master_.reset();
  }
  if (demands(duties.sends_router_advertisements)) announcer_.begin_router_advertisements(now);
  state_since_ = now;
  transitions_.push_back({now, from, to, clause, std::string{cause}});
  if (transitions_.size() > transitions_kept) transitions_.pop_front();
  effects_->on_transition(transitions_.back());
}

void Router::send_advertisement(Priority priority) {
  if (!prepared_ || prepared_->priority != priority || prepared_->parameters != model_.parameters())
    prepared_ = {model_.parameters(), priority, prepare_adverts(configuration_, model_.parameters(), priority)};
  const Sent sent = send_adverts(configuration_, prepared_->adverts, *effects_);
  counters_.sent_advertisements += sent.adverts;
  counters_.send_failures += sent.failures;
  if (priority == priority_stop) counters_.sent_pri_zero_packets += sent.adverts;
}

RouterStatus Router::status(Instant now) const {
  const Parameters& parameters = model_.parameters();
  RouterStatus status;
  status.name = configuration_.name;
  status.interface = configuration_.interface;
  status.vrid = configuration_.vrid;
  status.family = configuration_.family;
  status.state = state();
  if (started_ && state() == State::initialize) status.fault = fault();
  status.configured_priority = configuration_.priority;
  status.priority = parameters.priority;
  status.primary_address = parameters.primary_address;
  status.master = master_;
  status.advertisement_interval = parameters.advertisement_interval;
  status.master_adver_interval = model_.master_adver_interval();
  status.skew_time = skew_time(parameters.priority, status.master_adver_interval, model_.profile());
  status.master_down_interval =
      master_down_interval(parameters.priority, status.master_adver_interval, model_.profile());
  if (const auto deadline = model_.next_deadline())
    (state() == State::backup ? status.master_down_timer : status.adver_timer) = *deadline - now;
  status.preempt_mode = parameters.preempt_mode;
  status.accept_mode = parameters.accept_mode;
  for (const VirtualAddress& address : configuration_.addresses) status.addresses.push_back(address.address);
  status.in_state = now - state_since_;
  status.counters = counters_;
  status.transitions.assign(transitions_.begin(), transitions_.end());
  return status;
}

bool is_same_router(const InstanceConfiguration& left, const InstanceConfiguration& right) {
  return left.interface == right.interface && left.vrid == right.vrid && left.family == right.family &&
         left.versions == right.versions && left.profile == right.profile &&
         left.unicast_peers.empty() == right.unicast_peers.empty() &&
         (left.priority == priority_owner) == (right.priority == priority_owner);
}

}  // namespace vrrpspec::impl
