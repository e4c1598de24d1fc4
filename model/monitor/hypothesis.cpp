#include "model/monitor/hypothesis.hpp"

#include <algorithm>

namespace vrrpspec::monitor {
namespace {

bool touch(const Window& left, const Window& right) {
  return left.from <= right.to && right.from <= left.to;
}

Window hull(const Window& left, const Window& right) {
  return {std::min(left.from, right.from), std::max(left.to, right.to)};
}

bool lies_in(const Window& part, const Window& whole) {
  return whole.from <= part.from && part.to <= whole.to;
}

/// Every run of `part` is one of `whole`: what is known of its hidden values is one of what may be there.
bool covers(const Hypothesis& whole, const Hypothesis& part) {
  const bool hidden = (!whole.preempt_mode || whole.preempt_mode == part.preempt_mode) &&
                      (whole.profile == nullptr || whole.profile == part.profile);
  const auto covers_output = [](const Owed& left, const Owed& right) {
    return left.priority == right.priority && left.timer_after == right.timer_after && lies_in(right.seen, left.seen);
  };
  return hidden && whole.state == part.state && whole.master_adver_interval == part.master_adver_interval &&
         whole.every_input_arrived == part.every_input_arrived && lies_in(part.deadline, whole.deadline) &&
         std::ranges::equal(whole.owed, part.owed, covers_output);
}

bool may_join(const Hypothesis& left, const Hypothesis& right) {
  return left.is_like(right) && (!left.every_input_arrived || touch(left.deadline, right.deadline));
}

void join(Hypothesis& into, const Hypothesis& other) {
  if (other.deadline.to > into.deadline.to) into.armed_by = other.armed_by;
  into.deadline = hull(into.deadline, other.deadline);
  for (std::size_t i = 0; i < into.owed.size(); ++i) into.owed[i].seen = hull(into.owed[i].seen, other.owed[i].seen);
  into.must &= other.must;
  into.may |= other.may;
}

}  // namespace

bool Hypothesis::is_like(const Hypothesis& other) const {
  const auto same_output = [](const Owed& left, const Owed& right) {
    return left.priority == right.priority && left.timer_after == right.timer_after;
  };
  return state == other.state && master_adver_interval == other.master_adver_interval &&
         preempt_mode == other.preempt_mode && profile == other.profile &&
         every_input_arrived == other.every_input_arrived && std::ranges::equal(owed, other.owed, same_output);
}

void merge(Hypotheses& hypotheses) {
  for (std::size_t i = 0; i < hypotheses.size(); ++i) {
    for (std::size_t j = i + 1; j < hypotheses.size();) {
      if (covers(hypotheses[j], hypotheses[i])) std::swap(hypotheses[i], hypotheses[j]);
      if (covers(hypotheses[i], hypotheses[j]) || may_join(hypotheses[i], hypotheses[j])) {
        join(hypotheses[i], hypotheses[j]);
        if (j + 1 != hypotheses.size()) hypotheses[j] = hypotheses.back();
        hypotheses.pop_back();
      } else {
        ++j;
      }
    }
  }
}

}  // namespace vrrpspec::monitor
