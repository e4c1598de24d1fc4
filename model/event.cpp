#include "model/event.hpp"

namespace vrrpspec {
namespace {

struct DescribeEvent {
  std::string operator()(const Startup&) const { return "Startup"; }
  std::string operator()(const Shutdown&) const { return "Shutdown"; }
  std::string operator()(const MasterDownTimerFired&) const { return "MasterDownTimerFired"; }
  std::string operator()(const AdverTimerFired&) const { return "AdverTimerFired"; }
  std::string operator()(const AdvertisementReceived& advert) const {
    return "AdvertisementReceived{priority " + std::to_string(advert.priority.value()) + ", interval " +
           std::to_string(advert.max_adver_int.count()) + " cs, source " + to_string(advert.source) + "}";
  }
  std::string operator()(const ParametersChanged& change) const {
    const Parameters& parameters = change.parameters;
    return "ParametersChanged{priority " + std::to_string(parameters.priority.value()) + ", interval " +
           std::to_string(parameters.advertisement_interval.count()) + " cs, preempt " +
           (parameters.preempt_mode ? "true" : "false") + ", accept " + (parameters.accept_mode ? "true" : "false") +
           ", address " + to_string(parameters.primary_address) + "}";
  }
  std::string operator()(const InterfaceDown&) const { return "InterfaceDown"; }
  std::string operator()(const InterfaceUp&) const { return "InterfaceUp"; }
};

}  // namespace

std::string to_string(const Event& event) {
  return std::visit(DescribeEvent{}, event);
}

}  // namespace vrrpspec
