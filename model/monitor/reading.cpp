#include "model/monitor/reading.hpp"

#include <algorithm>

namespace vrrpspec::monitor {
namespace {

/// So many inputs of a router are kept until it breaks a rule: enough for a reign to begin and end.
constexpr std::size_t most_before = 32;

bool found_something(const RouterMonitor& monitor) {
  return !monitor.findings().empty();
}

}  // namespace

void Reading::own_advert(const RouterMonitor::OwnAdvert& advert, const RouterMonitor& judged) {
  if (is_over_) return;
  if (suspects_ != nullptr) return go_on(advert);
  remember(advert);
  if (found_something(judged)) begin();
}

void Reading::heard(const Heard& input, Acceptance acceptance) {
  if (is_over_) return;
  if (suspects_ != nullptr) return go_on(Received{input, acceptance});
  remember(Received{input, acceptance});
}

void Reading::lose_track() {
  before_.clear();
  oldest_ = 0;
  if (suspects_ == nullptr) return;
  suspects_->conforming.lose_track();
  for (Followed& each : suspects_->faults) each.monitor.lose_track();
}

void Reading::finish(Instant end) {
  if (suspects_ != nullptr) pass_time(*suspects_, end);
}

std::vector<const Mutant*> Reading::explanations() const {
  std::vector<const Mutant*> faults;
  if (suspects_ == nullptr) return faults;
  for (const Followed& each : suspects_->faults) faults.push_back(each.fault);
  return faults;
}

void Reading::remember(const Input& input) {
  if (before_.size() < most_before) {
    before_.push_back(input);
  } else {
    before_[oldest_] = input;
    oldest_ = (oldest_ + 1) % most_before;
  }
}

void Reading::begin() {
  suspects_ = std::make_unique<Suspects>(Suspects{.conforming = RouterMonitor{known_, assumptions_}, .faults = {}});
  for (const Mutant& mutant : mutants()) {
    if (mutant.skips_adverts) continue;
    Assumptions supposed = assumptions_;
    supposed.fault = &mutant;
    suspects_->faults.push_back({.fault = &mutant, .monitor = RouterMonitor{known_, supposed}});
  }
  std::ranges::rotate(before_, before_.begin() + static_cast<std::ptrdiff_t>(oldest_));
  for (const Input& input : before_) tell(*suspects_, input);
  before_ = {};
  // What is remembered may be too little to show the violation: then it explains nothing.
  const bool is_shown = found_something(suspects_->conforming);
  if (!is_shown || suspects_->faults.size() > most_followed) suspects_->faults.clear();
  suspects_->faults.shrink_to_fit();
  suspects_->conforming.clear_findings();
  end_if_none_is_left();
}

void Reading::end_if_none_is_left() {
  if (!suspects_->faults.empty()) return;
  suspects_.reset();
  is_over_ = true;
}

void Reading::go_on(const Input& input) {
  tell(*suspects_, input);
  suspects_->conforming.clear_findings();
  end_if_none_is_left();
}

/// Of one that has lost track, or for which the router was restarted where the conforming one needs no restart,
/// anything would be explained; and nearly anything of one that may be doing many things.
bool Reading::is_out(const RouterMonitor& fault, const RouterMonitor& conforming) {
  constexpr std::size_t many = 8;
  return found_something(fault) || fault.doubts() > conforming.doubts() || fault.restarts() > conforming.restarts() ||
         fault.hypotheses() > many;
}

/// Where the conforming router could be followed, so must be one with a fault: of one that is given up, anything would
/// be explained.
void Reading::pass_time(Suspects& suspects, Instant now) {
  suspects.conforming.pass_time(now);
  const bool is_followed = suspects.conforming.standing() == Standing::followed;
  std::erase_if(suspects.faults, [&](Followed& each) {
    each.monitor.pass_time(now);
    return is_followed && each.monitor.standing() != Standing::followed;
  });
}

void Reading::tell(Suspects& suspects, const Input& input) {
  const auto tell_one = [&input](RouterMonitor& monitor) {
    if (const auto* const own = std::get_if<RouterMonitor::OwnAdvert>(&input)) {
      monitor.own_advert(*own);
    } else {
      const auto& received = std::get<Received>(input);
      monitor.heard(received.input, received.acceptance);
    }
  };
  const auto* const own = std::get_if<RouterMonitor::OwnAdvert>(&input);
  pass_time(suspects, own != nullptr ? own->at : std::get<Received>(input).input.at);
  tell_one(suspects.conforming);
  std::erase_if(suspects.faults, [&](Followed& each) {
    tell_one(each.monitor);
    return is_out(each.monitor, suspects.conforming);
  });
}

}  // namespace vrrpspec::monitor
