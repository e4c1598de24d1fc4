#include "tests/model/rfc5798_transcript.hpp"

#include "model/assert.hpp"

namespace vrrpspec::test {
namespace {

/// A router at the instant of an event, and what its text has ordered so far.
struct Text {
  Transcript& r;
  Instant now;
  std::vector<Action> done;

  void act(ClauseKey line, const Order& order) { done.push_back({line, order}); }
  void send_advertisement(ClauseKey line) { act(line, SendAdvertisement{r.parameters.priority}); }
  void set_adver_timer_to_advertisement_interval(ClauseKey line) {
    const Duration interval{r.parameters.advertisement_interval.count() * 10'000'000LL};
    r.adver_timer = now + interval;
    act(line, SetAdverTimer{interval});
  }
  void set_master_down_timer(ClauseKey line, Duration to) {
    r.master_down_timer = now + to;
    act(line, SetMasterDownTimer{to});
  }
  void cancel_adver_timer(ClauseKey line) {
    r.adver_timer.reset();
    act(line, CancelAdverTimer{});
  }
  void cancel_master_down_timer(ClauseKey line) {
    r.master_down_timer.reset();
    act(line, CancelMasterDownTimer{});
  }
  void transition(ClauseKey line, State to) {
    r.state = to;
    act(line, TransitionTo{to});
  }
  bool protected_address_is_ipv4() const { return r.parameters.family == Family::ipv4; }
  int local_priority() const { return r.parameters.priority.value(); }
  bool sender_is_greater(const AdvertisementReceived& advert) const {
    const auto sender = advert.source.octets();
    const auto local = r.parameters.primary_address.octets();
    VRRPSPEC_ASSERT(sender.size() == local.size());
    for (std::size_t i = 0; i < sender.size(); ++i) {
      if (sender[i] != local[i]) return sender[i] > local[i];
    }
    return false;
  }
};

template <class Wanted, class... Others>
bool is(const std::variant<Others...>& event) {
  return std::holds_alternative<Wanted>(event);
}

/// RFC 5798, and RFC 9568 where it differs.
struct Rfc5798 : Text {
  // Section 6.1, in 256ths of a centisecond; 10 000 000 ns are a centisecond.
  long long skew() const { return (256LL - local_priority()) * r.master_adver_interval.count(); }
  Duration skew_time() const { return Duration{skew() * 10'000'000 / 256}; }
  Duration master_down_interval() const {
    return Duration{(256LL * 3 * r.master_adver_interval.count() + skew()) * 10'000'000 / 256};
  }

  void initialize(const Event& event) {
    if (is<Startup>(event)) {
      if (local_priority() == 255) {
        send_advertisement("S-110"_clause);
        if (protected_address_is_ipv4()) {
          act("S-120"_clause, SendGratuitousArp{});
        } else {
          act("S-130"_clause, SendNeighborAdvertisement{});
        }
        set_adver_timer_to_advertisement_interval("S-140"_clause);
        transition("S-145"_clause, State::master);
      } else {
        r.master_adver_interval = r.parameters.advertisement_interval;
        act("S-155"_clause, SetMasterAdverInterval{r.master_adver_interval});
        set_master_down_timer("S-160"_clause, master_down_interval());
        transition("S-165"_clause, State::backup);
      }
    }
  }

  void backup(const Event& event) {
    if (is<Shutdown>(event)) {
      cancel_master_down_timer("S-350"_clause);
      transition("S-355"_clause, State::initialize);
    }
    if (is<MasterDownTimerFired>(event)) {
      send_advertisement("S-370"_clause);
      if (protected_address_is_ipv4()) {
        act("S-380"_clause, SendGratuitousArp{});
      } else {
        act("S-390"_clause, JoinSolicitedNodeGroups{});
        act("S-395"_clause, SendNeighborAdvertisement{});
      }
      r.master_down_timer.reset();  // it fired
      set_adver_timer_to_advertisement_interval("S-405"_clause);
      transition("S-410"_clause, State::master);
    }
    if (is<AdvertisementReceived>(event)) {
      const auto& advert = std::get<AdvertisementReceived>(event);
      if (advert.priority.value() == 0) {
        set_master_down_timer("S-430"_clause, skew_time());
      } else {
        if (!r.parameters.preempt_mode || advert.priority.value() >= local_priority()) {
          r.master_adver_interval = advert.max_adver_int;
          act("S-450"_clause, SetMasterAdverInterval{advert.max_adver_int});
          act("S-455"_clause, RecomputeMasterDownInterval{master_down_interval()});
          set_master_down_timer("S-460"_clause, master_down_interval());
        } else {
          act("S-470"_clause, DiscardAdvertisement{});
        }
      }
    }
  }

  void master(const Event& event) {
    if (is<Shutdown>(event)) {
      cancel_adver_timer("S-660"_clause);
      act("S-665"_clause, SendAdvertisement{Priority{0}});
      transition("S-670"_clause, State::initialize);
    }
    if (is<AdverTimerFired>(event)) {
      send_advertisement("S-685"_clause);
      set_adver_timer_to_advertisement_interval("S-690"_clause);
    }
    if (is<AdvertisementReceived>(event)) {
      const auto& advert = std::get<AdvertisementReceived>(event);
      if (advert.priority.value() == 0) {
        send_advertisement("S-710"_clause);
        set_adver_timer_to_advertisement_interval("S-715"_clause);
      } else {
        if (advert.priority.value() > local_priority() ||
            (advert.priority.value() == local_priority() && sender_is_greater(advert))) {
          cancel_adver_timer("S-740"_clause);
          r.master_adver_interval = advert.max_adver_int;
          act("S-745"_clause, SetMasterAdverInterval{advert.max_adver_int});
          act("S-750"_clause, RecomputeSkewTime{skew_time()});
          act("S-755"_clause, RecomputeMasterDownInterval{master_down_interval()});
          set_master_down_timer("S-760"_clause, master_down_interval());
          transition("S-765"_clause, State::backup);
        } else {
          act("S-775"_clause, DiscardAdvertisement{});
          if (r.profile == &rfc9568) send_advertisement("D-05"_clause);
        }
      }
    }
  }
};

/// RFC 3768, whose bullets have no numbers; they are named after the lines of RFC 5798 that came from them.
struct Rfc3768 : Text {
  // Section 6.1 in 256ths of a second; intervals are kept in centiseconds all the same.
  long long skew() const { return 256 - local_priority(); }
  Duration skew_time() const { return Duration{skew() * 1'000'000'000 / 256}; }
  Duration master_down_interval() const {
    return Duration{(256LL * 3 * r.parameters.advertisement_interval.count() + 100 * skew()) * 10'000'000 / 256};
  }

  void initialize(const Event& event) {
    if (is<Startup>(event)) {
      if (local_priority() == 255) {
        send_advertisement("S-110"_clause);
        broadcast_gratuitous_arp("S-120"_clause, "S-130"_clause);
        set_adver_timer_to_advertisement_interval("S-140"_clause);
        transition("S-145"_clause, State::master);
      } else {
        set_master_down_timer("S-160"_clause, master_down_interval());
        transition("S-165"_clause, State::backup);
      }
    }
  }

  void backup(const Event& event) {
    if (is<Shutdown>(event)) {
      cancel_master_down_timer("S-350"_clause);
      transition("S-355"_clause, State::initialize);
    }
    if (is<MasterDownTimerFired>(event)) {
      send_advertisement("S-370"_clause);
      broadcast_gratuitous_arp("S-380"_clause, "S-395"_clause, "S-390"_clause);
      r.master_down_timer.reset();  // it fired
      set_adver_timer_to_advertisement_interval("S-405"_clause);
      transition("S-410"_clause, State::master);
    }
    if (is<AdvertisementReceived>(event)) {
      const auto& advert = std::get<AdvertisementReceived>(event);
      if (advert.priority.value() == 0) {
        set_master_down_timer("S-430"_clause, skew_time());
      } else {
        if (!r.parameters.preempt_mode || advert.priority.value() >= local_priority()) {
          set_master_down_timer("S-460"_clause, master_down_interval());
        } else {
          act("S-470"_clause, DiscardAdvertisement{});
        }
      }
    }
  }

  void master(const Event& event) {
    if (is<Shutdown>(event)) {
      cancel_adver_timer("S-660"_clause);
      act("S-665"_clause, SendAdvertisement{Priority{0}});
      transition("S-670"_clause, State::initialize);
    }
    if (is<AdverTimerFired>(event)) {
      send_advertisement("S-685"_clause);
      set_adver_timer_to_advertisement_interval("S-690"_clause);
    }
    if (is<AdvertisementReceived>(event)) {
      const auto& advert = std::get<AdvertisementReceived>(event);
      if (advert.priority.value() == 0) {
        send_advertisement("S-710"_clause);
        set_adver_timer_to_advertisement_interval("S-715"_clause);
      } else {
        if (advert.priority.value() > local_priority() ||
            (advert.priority.value() == local_priority() && sender_is_greater(advert))) {
          cancel_adver_timer("S-740"_clause);
          set_master_down_timer("S-760"_clause, master_down_interval());
          transition("S-765"_clause, State::backup);
        } else {
          act("S-775"_clause, DiscardAdvertisement{});
        }
      }
    }
  }

 private:
  /// RFC 3768 knows IPv4 only. The chart leaves the family free, so an IPv6 router does as RFC 5798 says.
  void broadcast_gratuitous_arp(ClauseKey arp, ClauseKey neighbor, std::optional<ClauseKey> join = {}) {
    if (protected_address_is_ipv4()) {
      act(arp, SendGratuitousArp{});
    } else {
      if (join) act(*join, JoinSolicitedNodeGroups{});
      act(neighbor, SendNeighborAdvertisement{});
    }
  }
};

/// The three events of docs/adr/0010 to 0012, told in terms of the others.
template <class Document>
std::vector<Action> read_aloud(Transcript& router, const Event& event, Instant now) {
  Document text{{router, now, {}}};
  const auto play = [&](State state, const Event& played) {
    if (state == State::initialize) text.initialize(played);
    if (state == State::backup) text.backup(played);
    if (state == State::master) text.master(played);
  };
  const State before = router.state;
  bool is_ours = true;
  if (is<InterfaceUp>(event)) {
    if (before == State::initialize) play(before, Startup{});
  } else if (is<InterfaceDown>(event)) {
    if (before != State::initialize) play(before, Shutdown{});
    std::erase_if(text.done, [](const Action& action) { return is<SendAdvertisement>(action.order); });
  } else if (is<ParametersChanged>(event)) {
    const bool was_owner = router.parameters.priority.value() == 255;
    router.parameters = std::get<ParametersChanged>(event).parameters;
    if (before == State::backup && !was_owner && router.parameters.priority.value() == 255) {
      text.cancel_master_down_timer("AMB-15"_clause);
      play(before, MasterDownTimerFired{});
    }
  } else {
    is_ours = false;
    play(before, event);
  }
  if (is_ours) {
    for (Action& action : text.done) action.clause = "AMB-15"_clause;
  }
  return text.done;
}

}  // namespace

std::vector<Action> Transcript::handle(const Event& event, Instant now) {
  return profile == &rfc3768 ? read_aloud<Rfc3768>(*this, event, now) : read_aloud<Rfc5798>(*this, event, now);
}

std::vector<Action> Transcript::advance(Instant now) {
  if (master_down_timer && *master_down_timer <= now) return handle(MasterDownTimerFired{}, *master_down_timer);
  if (adver_timer && *adver_timer <= now) return handle(AdverTimerFired{}, *adver_timer);
  return {};
}

}  // namespace vrrpspec::test
