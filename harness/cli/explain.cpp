#include <fmt/format.h>

#include <algorithm>
#include <iostream>

#include "harness/cli/commands.hpp"
#include "harness/cli/complain.hpp"
#include "harness/cli/screen.hpp"
#include "harness/cli/select.hpp"
#include "harness/report/block.hpp"
#include "harness/suite/suite.hpp"

namespace vrrpspec::cli {
namespace {

using harness::Block;
using harness::Case;

void explain_clause(Block& block, const Clause& row) {
  block.row("Level", to_string(row.level));
  block.row("The RFC", row.quote.empty() ? "(no words of its own)" : row.quote);
  block.row("In short", row.summary);
  block.row("Black box", row.black_box);
  std::string_view label = "Cases";
  const std::vector<const Case*> claiming = harness::cases_claiming(row.key);
  if (claiming.empty()) block.row(label, "none yet");
  for (const Case* c : claiming) {
    block.row(label, c->id);
    label = "";
  }
}

std::string device_words(const harness::DeviceSettings& settings) {
  const Parameters& p = settings.parameters;
  std::string addresses;
  for (const IpAddress& address : settings.addresses) addresses += (addresses.empty() ? "" : ", ") + to_string(address);
  return fmt::format(
      "VRRPv{}, VRID {}, {}priority {}, Advertisement_Interval {}, Preempt_Mode {}, Accept_Mode {}, "
      "primary address {}, virtual router of {}",
      static_cast<unsigned>(settings.version), p.vrid.number(), p.is_owner() ? "owner, " : "", p.priority.value(),
      harness::seconds(p.advertisement_interval.duration(), 2) + " s", p.preempt_mode ? "on" : "off",
      p.accept_mode ? "on" : "off", to_string(p.primary_address), addresses);
}

/// "VRRPv3 over IPv4, VRRPv3 over IPv6".
std::string protocol_words(const Case& c) {
  std::string words;
  for (const harness::Protocol protocol : harness::all_protocols) {
    if (c.protocols.contains(protocol)) words += (words.empty() ? "" : ", ") + to_string(protocol);
  }
  return words;
}

/// What a run of this protocol is asked for by.
std::string_view options_for(harness::Protocol protocol) {
  if (protocol.version == Version::v2) return " --profile rfc3768";
  return protocol.family == Family::ipv6 ? " --family ipv6" : "";
}

void explain_case(Block& block, const Case& c) {
  block.row("Level", to_string(c.level));
  block.row("Demand", c.title);
  std::string_view label = "The RFC";
  const harness::Protocol protocol = harness::usual_protocol(c);
  for (const ClauseKey key : harness::clauses_in(c, protocol)) {
    block.row(label, fmt::format("{}  {}", harness::clause_reference(key), harness::clause_words(key)), 2);
    label = "";
  }
  block.row("Black box", clause(c.clauses.front()).black_box);
  block.row("Asked of", protocol_words(c));
  block.row("Device", device_words(c.settings(protocol)));
  block.row("Run it", fmt::format("vrrpspec test keepalived {}{}", c.id, options_for(protocol)));
}

void print(std::string_view title, Block& block) {
  std::cout << title << "\n" << block.take();
}

/// The clauses of a section and of its subsections, one line each.
bool explain_section(const std::string& section, unsigned width) {
  Block block{width};
  bool any = false;
  for (const Clause& row : all_clauses()) {
    if (!is_section_of(section, row.section)) continue;
    any = true;
    block.row(to_string(row.key), fmt::format("{}: {}", to_string(row.level), row.summary));
  }
  if (any) print("Section " + section, block);
  return any;
}

std::vector<std::string> known_words() {
  std::vector<std::string> known = known_selectors(harness::all_cases());
  std::erase_if(known, [](const std::string& word) { return word.starts_with('@'); });
  for (const Clause& row : all_clauses()) known.push_back(to_string(row.key));
  std::ranges::sort(known);
  const auto repeated = std::ranges::unique(known);
  known.erase(repeated.begin(), repeated.end());
  return known;
}

}  // namespace

int explain(const std::string& word) {
  const unsigned width = screen_style(Colour::never).width;
  if (const auto key = parse_clause_key(word)) {
    Block block{width};
    explain_clause(block, clause(*key));
    print(fmt::format("{}   {}", word, harness::clause_reference(*key)), block);
    return code(ExitCode::conforms);
  }
  if (explain_section(word, width)) return code(ExitCode::conforms);

  const auto cases = select_cases(harness::all_cases(), SelectOptions{.words = {word}, .filter = {}, .shard = {}});
  if (word.starts_with('@') || word.starts_with('!') || !cases || cases->empty()) {
    return complain(ExitCode::usage,
                    fmt::format("no case, clause or section is called '{}'{}", word, nearest_of(word, known_words())));
  }
  for (const Case* c : *cases) {
    Block block{width};
    explain_case(block, *c);
    print(c->id, block);
    if (c != cases->back()) std::cout << "\n";
  }
  return code(ExitCode::conforms);
}

}  // namespace vrrpspec::cli
