#include "harness/cli/card.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "harness/cli/black_box.hpp"
#include "harness/report/text.hpp"
#include "harness/suite/set_up.hpp"

namespace vrrpspec::cli {
namespace {

using harness::DeviceSettings;
using harness::DeviceSetUp;

constexpr unsigned width = 100;

std::string interval_words(const DeviceSettings& settings) {
  constexpr double centiseconds_per_second = 100.0;
  const auto count = settings.parameters.advertisement_interval.count();
  return fmt::format("{} centiseconds, which are {} s", count, count / centiseconds_per_second);
}

std::string addresses_of(const DeviceSettings& settings) {
  std::vector<std::string> texts;
  for (const IpAddress& address : settings.addresses) {
    texts.push_back(fmt::format("{}/{}", to_string(address), settings.prefix_length));
  }
  return fmt::format("{}{}", fmt::join(texts, ", "), texts.size() > 1 ? ", in this order" : "");
}

/// What a person has to enter, from top to bottom.
std::string table(const DeviceSettings& settings) {
  const Parameters& p = settings.parameters;
  const std::pair<std::string_view, std::string> rows[] = {
      {"version", fmt::format("{} (VRRPv{} for IPv{})", static_cast<int>(settings.version),
                              static_cast<int>(settings.version), static_cast<int>(p.family))},
      {"VRID", fmt::format("{}", p.vrid.number())},
      {"primary address",
       fmt::format("{}/{}, the interface's own", to_string(p.primary_address), settings.prefix_length)},
      {"virtual router's addresses", addresses_of(settings)},
      {"address owner", p.is_owner() ? "yes: the address is the interface's own" : "no"},
      {"priority", fmt::format("{}", p.priority.value())},
      {"advertisement interval", interval_words(settings)},
      {"Preempt_Mode", p.preempt_mode ? "True, and at once" : "False"},
      {"Accept_Mode", p.accept_mode ? "True" : "False"},
      {"authentication", "none"}};
  std::string text;
  for (const auto& [name, value] : rows) text += fmt::format("  {:<28}{}\n", name, value);
  return text;
}

std::string paragraph(std::string_view text) {
  return fmt::format("{}\n\n", fmt::join(harness::fold(text, width), "\n"));
}

std::ptrdiff_t count_on_a_wire(const DeviceSetUp& set_up) {
  return std::ranges::count_if(set_up.cases, can_be_asked_on_a_wire);
}

std::string other_set_ups(const std::string& name) {
  std::string text;
  for (const DeviceSetUp& each : harness::set_ups_of(harness::all_cases())) {
    if (each.name != name && count_on_a_wire(each) > 0) {
      text += fmt::format("  {:<32}{} cases\n", each.name, count_on_a_wire(each));
    }
  }
  return text;
}

}  // namespace

std::string card(const harness::BlackBox& box, const std::filesystem::path& file) {
  const auto set_up = find_set_up(box.set_up);
  if (!set_up) return {};
  const std::string path = harness::shell_word(file.string());
  const auto testers = harness::tester_addresses(set_up->settings.parameters.family);
  std::string text = fmt::format("Card for the set-up '{}': {} cases, asked on the wire of {}\n\n", set_up->name,
                                 count_on_a_wire(*set_up), box.interface);
  text += paragraph(fmt::format(
      "Before: the wire must join this machine and the device, and nothing that anybody needs: a cable, or a switch of "
      "its own. Never a LAN in use. The tester plays routers with the addresses {} and {} there, with priorities up to "
      "255, and its adverts name the VRIDs {}. {} has to be up; it needs no address.",
      to_string(testers.front()), to_string(testers.back()), fmt::join(harness::vrids_on_the_wire(), " and "),
      box.interface));
  text += "Configure on the device's interface to this wire:\n\n" + table(set_up->settings) + "\n";
  text += paragraph(
      "No other virtual router with these VRIDs, no tracking of interfaces or routes, no delay before it begins or "
      "preempts, no repeated gratuitous ARP if that can be switched off. Start it, and leave it running.");
  text += fmt::format("Then:\n\n  vrrpspec test {}\n\n", path);
  text += paragraph("It listens first, and refuses where another router uses one of the VRIDs.");
  text +=
      paragraph(fmt::format("Next: configure the device for another set-up, write its name into set_up in {}, and "
                            "`vrrpspec dut check {}` prints its card:",
                            path, path));
  text += other_set_ups(set_up->name);
  return text;
}

}  // namespace vrrpspec::cli
