#include "harness/cli/black_box.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iostream>
#include <vector>

#include "harness/cli/complain.hpp"
#include "harness/lab/nic/nic_lab.hpp"
#include "harness/report/text.hpp"
#include "harness/text/duration.hpp"

namespace vrrpspec::cli {
namespace {

using harness::HeardRouter;
using harness::WireParties;

bool is_the_device(const HeardRouter& router, const WireParties& parties) {
  const Parameters& device = parties.device.parameters;
  return router.from == harness::HeardFrom::wire && router.advert.vrid == device.vrid.number() &&
         router.advert.source == device.primary_address;
}

}  // namespace

std::expected<harness::DeviceSetUp, harness::Error> find_set_up(const std::string& name) {
  std::vector<std::string> names;
  for (harness::DeviceSetUp& each : harness::set_ups_of(harness::all_cases())) {
    if (each.name == name) return std::move(each);
    names.push_back(each.name);
  }
  return std::unexpected{harness::Error{
      fmt::format("no set-up is called '{}'{} (vrrpspec dut set-ups prints all)", name, nearest_of(name, names))}};
}

bool can_be_asked_on_a_wire(const harness::Case* test_case) {
  return !test_case->needs.restart;
}

std::string objection_to_lab(const std::string& asked, const harness::Device& device) {
  if (device.black_box) {
    if (const auto set_up = find_set_up(device.black_box->set_up); !set_up) return set_up.error().message;
    if (asked == "auto" || asked == wire_lab) return {};
    return fmt::format("the device {} is a black box on the wire of {}: the lab {} cannot reach it; leave --lab out",
                       device.name, device.black_box->interface, asked);
  }
  if (asked != wire_lab) return {};
  return fmt::format(
      "the lab nic examines a device that runs already, on a wire, and {} is none: describe one (vrrpspec dut init "
      "--black-box IF), or leave --lab out",
      device.name);
}

std::expected<std::unique_ptr<harness::Lab>, harness::Error> open_wire(const harness::Device& device,
                                                                       const WireOptions& options) {
  const harness::BlackBox& box = *device.black_box;
  auto set_up = find_set_up(box.set_up);
  if (!set_up) return std::unexpected{set_up.error()};
  WireParties parties{.device = std::move(set_up->settings),
                      .mac = box.mac,
                      .vrids = harness::vrids_on_the_wire(),
                      .even_if_alive = options.even_if_alive};
  if (std::string why = harness::why_not_on(box.interface); !why.empty()) {
    return std::unexpected{harness::Error{std::move(why)}};
  }
  std::cout << fmt::format("Listening on {} for {}: nothing is sent.\n", box.interface,
                           harness::duration_text(options.listen))
            << std::flush;
  std::string objection;
  bool silent = true;
  const auto on_heard = [&](const HeardRouter& router) {
    silent = false;
    std::cout << fmt::format("  heard {}{}\n", harness::printable(describe(router)),
                             is_the_device(router, parties) ? ": the device" : "");
    if (is_the_device(router, parties) && !parties.mac) parties.mac = router.advert.source_mac;
    if (const std::string odd = misconfiguration(router, parties); !odd.empty()) std::cout << "  note: " << odd << "\n";
    std::cout << std::flush;
    if (objection.empty()) objection = objection_to(router, parties);
    return objection.empty();
  };
  if (auto listened = harness::listen_on(box.interface, options.listen, on_heard); !listened) {
    return std::unexpected{std::move(listened).error()};
  }
  if (silent) std::cout << "  heard no router.\n";
  if (objection.empty()) return harness::make_nic_lab(box.interface, parties);
  return std::unexpected{harness::Error{objection + ". Nothing was sent; --even-if-alive goes on all the same"}};
}

}  // namespace vrrpspec::cli
