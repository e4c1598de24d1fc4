#include "impl/router/announcer.hpp"

#include <algorithm>

namespace vrrpspec::impl {
namespace {

// RFC 4861 section 10: MAX_INITIAL_RTR_ADVERTISEMENTS, MAX_INITIAL_RTR_ADVERT_INTERVAL, MIN_DELAY_BETWEEN_RAS; and an
// interval between its MinRtrAdvInterval and MaxRtrAdvInterval.
constexpr unsigned initial_advertisements = 3;
constexpr Duration initial_interval = std::chrono::seconds{16};
constexpr Duration least_interval = std::chrono::seconds{3};
constexpr Duration usual_interval = std::chrono::seconds{300};

}  // namespace

void Announcer::begin(const Announcements& announcements, Instant now) {
  plan_ = announcements;
  delayed_.reset();
  refresh_.reset();
  if (plan_.delay > Duration{}) delayed_ = now + plan_.delay;
  if (plan_.refresh > Duration{}) refresh_ = now + plan_.refresh;
}

void Announcer::begin_router_advertisements(Instant now) {
  initial_ = 0;
  advertise_ = now;
}

void Announcer::end() {
  delayed_.reset();
  refresh_.reset();
  advertise_.reset();
}

void Announcer::on_router_solicitation(Instant now) {
  if (!advertise_) return;
  const Instant earliest = advertised_ ? std::max(now, *advertised_ + least_interval) : now;
  advertise_ = std::min(*advertise_, earliest);
}

std::optional<Instant> Announcer::next_deadline() const {
  std::optional<Instant> next;
  for (const auto& deadline : {delayed_, refresh_, advertise_})
    if (deadline && (!next || *deadline < *next)) next = deadline;
  return next;
}

Announcer::Due Announcer::advance(Instant now) {
  Due due;
  if (delayed_ && *delayed_ <= now) {
    due.announcements = plan_.repeat;
    delayed_.reset();
  }
  if (refresh_ && *refresh_ <= now) {
    due.announcements = std::max(due.announcements, plan_.refresh_repeat);
    refresh_ = now + plan_.refresh;
  }
  if (advertise_ && *advertise_ <= now) {
    due.router_advertisement = true;
    advertised_ = now;
    initial_ = std::min(initial_ + 1, initial_advertisements);
    advertise_ = now + (initial_ < initial_advertisements ? initial_interval : usual_interval);
  }
  return due;
}

}  // namespace vrrpspec::impl
