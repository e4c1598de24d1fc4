#include "impl/operation/trace_json.hpp"

#include <boost/json.hpp>
#include <utility>

#include "impl/operation/json_text.hpp"
#include "impl/operation/wall_text.hpp"

namespace vrrpspec::impl {
namespace {

namespace json = boost::json;

json::object parameters_json(const Parameters& parameters) {
  return {{"vrid", parameters.vrid.number()},
          {"family", family_name(parameters.family)},
          {"priority", parameters.priority.value()},
          {"advertisement_interval_cs", parameters.advertisement_interval.count()},
          {"preempt_mode", parameters.preempt_mode},
          {"accept_mode", parameters.accept_mode},
          {"primary_address", to_string(parameters.primary_address)}};
}

struct EventJson {
  json::object operator()(const Startup&) const { return {{"kind", "Startup"}}; }
  json::object operator()(const Shutdown&) const { return {{"kind", "Shutdown"}}; }
  json::object operator()(const MasterDownTimerFired&) const { return {{"kind", "MasterDownTimerFired"}}; }
  json::object operator()(const AdverTimerFired&) const { return {{"kind", "AdverTimerFired"}}; }
  json::object operator()(const AdvertisementReceived& advert) const {
    return {{"kind", "AdvertisementReceived"},
            {"priority", advert.priority.value()},
            {"max_adver_int_cs", advert.max_adver_int.count()},
            {"source", to_string(advert.source)}};
  }
  json::object operator()(const ParametersChanged& change) const {
    return {{"kind", "ParametersChanged"}, {"parameters", parameters_json(change.parameters)}};
  }
  json::object operator()(const InterfaceDown&) const { return {{"kind", "InterfaceDown"}}; }
  json::object operator()(const InterfaceUp&) const { return {{"kind", "InterfaceUp"}}; }
};

/// Adds the order and its values behind the clause.
struct AddOrder {
  json::object& into;

  void name(std::string_view order) const { into["order"] = order; }
  void name(std::string_view order, std::string_view member, json::value value) const {
    into["order"] = order;
    into[member] = std::move(value);
  }
  void operator()(const SendAdvertisement& order) const {
    name("SendAdvertisement", "priority", order.priority.value());
  }
  void operator()(const SendGratuitousArp&) const { name("SendGratuitousArp"); }
  void operator()(const SendNeighborAdvertisement&) const { name("SendNeighborAdvertisement"); }
  void operator()(const JoinSolicitedNodeGroups&) const { name("JoinSolicitedNodeGroups"); }
  void operator()(const SetAdverTimer& order) const { name("SetAdverTimer", "after_s", seconds(order.after)); }
  void operator()(const CancelAdverTimer&) const { name("CancelAdverTimer"); }
  void operator()(const SetMasterDownTimer& order) const {
    name("SetMasterDownTimer", "after_s", seconds(order.after));
  }
  void operator()(const CancelMasterDownTimer&) const { name("CancelMasterDownTimer"); }
  void operator()(const SetMasterAdverInterval& order) const {
    name("SetMasterAdverInterval", "interval_cs", order.interval.count());
  }
  void operator()(const RecomputeSkewTime& order) const {
    name("RecomputeSkewTime", "skew_time_s", seconds(order.skew_time));
  }
  void operator()(const RecomputeMasterDownInterval& order) const {
    name("RecomputeMasterDownInterval", "master_down_interval_s", seconds(order.master_down_interval));
  }
  void operator()(const DiscardAdvertisement&) const { name("DiscardAdvertisement"); }
  void operator()(const TransitionTo& order) const {
    name("TransitionTo", "state", json::value(to_string(order.state)));
  }
};

}  // namespace

json::object event_json(const Event& event) {
  return std::visit(EventJson{}, event);
}

json::object action_json(const Action& action) {
  json::object object{{"clause", to_string(action.clause)}};
  std::visit(AddOrder{object}, action.order);
  return object;
}

}  // namespace vrrpspec::impl
