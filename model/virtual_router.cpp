#include "model/virtual_router.hpp"

#include <initializer_list>

#include "model/assert.hpp"

namespace vrrpspec {
namespace {

bool are_usable(const Parameters& parameters) {
  return parameters.priority != priority_stop && parameters.advertisement_interval.count() > 0;
}

std::size_t mixed(std::initializer_list<std::uint64_t> words) noexcept {
  std::uint64_t hash = 0xcbf29ce484222325;
  for (const std::uint64_t word : words) {
    hash = (hash ^ word) * 0x9e3779b97f4a7c15;
    hash ^= hash >> 32;
  }
  return hash;
}

std::uint64_t word_of(const IpAddress& address) noexcept {
  std::uint64_t word = 0;
  for (const std::uint8_t octet : address.octets()) word = word * 0x100000001b3 + octet;
  return word;
}

}  // namespace

VirtualRouter::VirtualRouter(const Parameters& parameters, const Profile& profile)
    : router_{.parameters = parameters, .master_adver_interval = parameters.advertisement_interval},
      profile_{&profile} {
  VRRPSPEC_ASSERT(are_usable(parameters));
}

Actions VirtualRouter::handle(const Event& event, Instant now) noexcept {
  const auto* change = std::get_if<ParametersChanged>(&event);
  VRRPSPEC_ASSERT(change == nullptr || are_usable(change->parameters));
  return step(router_, *profile_, event, now);
}

std::optional<Instant> VirtualRouter::next_deadline() const noexcept {
  if (router_.state == State::initialize) return std::nullopt;
  return router_.deadline;
}

Actions VirtualRouter::advance(Instant now) noexcept {
  if (router_.state == State::initialize || router_.deadline > now) return {};
  const Instant due = router_.deadline;
  return router_.state == State::backup ? handle(MasterDownTimerFired{}, due) : handle(AdverTimerFired{}, due);
}

State VirtualRouter::state() const noexcept {
  return router_.state;
}
const Parameters& VirtualRouter::parameters() const noexcept {
  return router_.parameters;
}
const Profile& VirtualRouter::profile() const noexcept {
  return *profile_;
}
Centiseconds VirtualRouter::master_adver_interval() const noexcept {
  return router_.master_adver_interval;
}

std::string to_string(const VirtualRouter& router) {
  const Parameters& parameters = router.parameters();
  std::string text{to_string(router.state())};
  text += " vrid " + std::to_string(parameters.vrid.number());
  text += " priority " + std::to_string(parameters.priority.value());
  text += " interval " + std::to_string(parameters.advertisement_interval.count()) + " cs";
  text += " master interval " + std::to_string(router.master_adver_interval().count()) + " cs";
  text += parameters.preempt_mode ? " preempt" : " no preempt";
  text += parameters.accept_mode ? " accept" : " no accept";
  text += " address " + to_string(parameters.primary_address);
  if (const auto due = router.next_deadline())
    text += " due " + std::to_string(due->time_since_epoch().count()) + " ns";
  text += " (" + std::string{router.profile().name} + ")";
  return text;
}

}  // namespace vrrpspec

std::size_t std::hash<vrrpspec::VirtualRouter>::operator()(const vrrpspec::VirtualRouter& router) const noexcept {
  const vrrpspec::RouterState& state = router.router_;
  const vrrpspec::Parameters& parameters = state.parameters;
  const std::uint64_t small =
      std::uint64_t{parameters.vrid.number()} | std::uint64_t{parameters.priority.value()} << 8 |
      static_cast<std::uint64_t>(parameters.family) << 16 | std::uint64_t{parameters.preempt_mode} << 20 |
      std::uint64_t{parameters.accept_mode} << 21 | static_cast<std::uint64_t>(state.state) << 22 |
      std::uint64_t{parameters.advertisement_interval.count()} << 32 |
      std::uint64_t{state.master_adver_interval.count()} << 48;
  return vrrpspec::mixed({small, static_cast<std::uint64_t>(state.deadline.time_since_epoch().count()),
                          vrrpspec::word_of(parameters.primary_address),
                          std::hash<const vrrpspec::Profile*>{}(router.profile_)});
}
