// A fault of a router, and the router that has it.
#pragma once

#include <functional>
#include <memory>
#include <string_view>
#include <vector>

#include "harness/frame/seen.hpp"
#include "harness/mutant/mutants.hpp"

namespace vrrpspec::harness {

/// One function for each thing that can be broken; those left empty behave.
struct Fault {
  std::function<bool(const Action&, const VirtualRouter&)> drop_action;
  std::function<void(AdvertFrame&)> advert;
  std::function<void(SeenArp&)> arp;
  std::function<void(SeenNeighborAdvertisement&)> neighbor;
  std::function<void(AdvertisementReceived&, const VirtualRouter&)> hear;  ///< changes what was received
  std::function<bool(const AdvertisementReceived&, const VirtualRouter&)> deaf;
  std::function<void(SeenAdvert&)> forgive;       ///< repairs what should be discarded
  std::function<bool(const SeenAdvert&)> refuse;  ///< discards what should be heeded
  std::function<void(Parameters&)> misconfigure;
  const Profile* profile{nullptr};  ///< that of the protocol, if none is given
};

std::unique_ptr<SimRouter> faulty_router(const DeviceSettings& settings, const Fault& fault);
/// The model with that fault.
DeviceMutant mutant(std::string_view name, std::string_view killed_by, Fault fault);

/// The groups of all_device_mutants(). Each names the case of VRRPv3 over IPv4 that is about the fault.
std::vector<DeviceMutant> format_mutants(Protocol protocol);
std::vector<DeviceMutant> neighbor_mutants(Protocol protocol);
std::vector<DeviceMutant> action_mutants(Protocol protocol);
std::vector<DeviceMutant> reading_mutants(Protocol protocol);
std::vector<DeviceMutant> hearing_mutants(Protocol protocol);
std::vector<DeviceMutant> receive_mutants(Protocol protocol);
std::vector<DeviceMutant> refusing_mutants(Protocol protocol);
std::vector<DeviceMutant> interval_mutants(Protocol protocol);
std::vector<DeviceMutant> configuration_mutants(Protocol protocol);
/// Of the steps of the chart, as the monitor knows them.
std::vector<DeviceMutant> chart_mutants(Protocol protocol);

}  // namespace vrrpspec::harness
