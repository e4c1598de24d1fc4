#include "model/statechart/statechart.hpp"

#include <boost/mp11/algorithm.hpp>
#include <boost/mp11/mpl.hpp>
#include <boost/msm/back/state_machine.hpp>
#include <boost/msm/front/functor_row.hpp>
#include <boost/msm/front/state_machine_def.hpp>
#include <type_traits>

#include "model/assert.hpp"
#include "model/statechart/rows.hpp"

namespace vrrpspec {
namespace {

namespace front = boost::msm::front;
using statechart::Context;

template <State state>
struct In : front::state<> {};

template <class Row>
struct RunSteps {
  template <class Machine, class Source, class Target>
  void operator()(const typename Row::Event& event, Machine& machine, Source&, Target&) const noexcept {
    Row::run(*machine.context, event);
  }
};
template <class Row>
struct AskGuard {
  template <class Machine, class Source, class Target>
  bool operator()(const typename Row::Event& event, Machine& machine, Source&, Target&) const noexcept {
    return Row::Guard::holds(machine.context->router, event);
  }
};

template <class Row, bool leaves = Row::target.has_value()>
struct TargetOf {
  using type = front::none;
};
template <class Row>
struct TargetOf<Row, true> {
  using type = In<*Row::target>;
};
template <class Row>
using MsmRow = front::Row<In<Row::source>, typename Row::Event, typename TargetOf<Row>::type, RunSteps<Row>,
                          std::conditional_t<Row::Guard::guarded, AskGuard<Row>, front::none>>;

struct Chart : front::state_machine_def<Chart> {
  // Nothing throws and no action raises an event, so the machine needs neither handler nor queue.
  using no_exception_thrown = int;
  using no_message_queue = int;

  using initial_state = In<State::initialize>;
  using transition_table = boost::mp11::mp_transform<MsmRow, statechart::Rows>;

  /// Section 6.4 says nothing about this event in this state.
  template <class Machine, class Event>
  void no_transition(const Event&, Machine&, int) noexcept {}

  Context* context{nullptr};
};
using Machine = boost::msm::back::state_machine<Chart>;

template <State state>
constexpr bool is_numbered_like_msm =
    boost::msm::back::get_state_id<Machine::stt, In<state>>::type::value == static_cast<int>(state);
static_assert(is_numbered_like_msm<State::initialize>);
static_assert(is_numbered_like_msm<State::backup>);
static_assert(is_numbered_like_msm<State::master>);

/// MSM lets its active state be set through serialize() only: this is the archive that sets it and keeps the rest.
struct StateSetter {
  int state;
  StateSetter& operator&(int (&active)[1]) noexcept {
    active[0] = state;
    return *this;
  }
  template <class Other>
  StateSetter& operator&(Other&) noexcept {
    return *this;
  }
};

Machine make_started_machine() noexcept {
  Machine machine;
  machine.start();
  return machine;
}

}  // namespace

Actions step(RouterState& router, const Profile& profile, const Event& event, Instant now) noexcept {
  // The machine holds nothing between two steps, so one a thread serves every router as the transition function.
  thread_local Machine machine = make_started_machine();
  Actions actions;
  Context context{router, profile, now, actions};
  machine.context = &context;
  StateSetter setter{static_cast<int>(router.state)};
  machine.serialize(setter, 0);
  const auto result = std::visit([](const auto& happened) noexcept { return machine.process_event(happened); }, event);
  VRRPSPEC_ASSERT(result != boost::msm::back::HANDLED_GUARD_REJECT);
  router.state = static_cast<State>(machine.current_state()[0]);
  machine.context = nullptr;
  return actions;
}

}  // namespace vrrpspec
