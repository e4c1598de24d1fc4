#include <boost/json.hpp>

#include "harness/report/check_report.hpp"

namespace vrrpspec::harness {
namespace {

namespace json = boost::json;
constexpr int check_format_version = 1;

std::int64_t nanoseconds(Instant at, Instant origin) {
  return (at - origin).count();
}

json::array keys_array(const std::vector<ClauseKey>& keys) {
  json::array array;
  for (const ClauseKey key : keys) array.emplace_back(to_string(key));
  return array;
}

/// What each explanation would have required: when, in which state, by which clause, counted from which packet.
json::array demands_array(const monitor::Finding& finding, Instant origin) {
  constexpr std::size_t most = 8;
  json::array array;
  for (const monitor::Demand& demand : finding.demands) {
    if (array.size() == most) break;
    array.push_back(json::object{{"clause", to_string(demand.clause)},
                                 {"state", std::string{to_string(demand.state)}},
                                 {"from_ns", nanoseconds(demand.nominal_from, origin)},
                                 {"to_ns", nanoseconds(demand.nominal_to, origin)},
                                 {"counted_from_packet", demand.because}});
  }
  return array;
}

json::object router_object(const monitor::Member& member, Instant origin) {
  const monitor::Sighting& seen = member.latest;
  json::array addresses;
  for (const IpAddress& address : seen.advert.addresses) addresses.emplace_back(to_string(address));
  json::array rules;
  for (const JudgedRule& rule : judged_rules(member, origin)) {
    json::object object{{"judgement", std::string{to_string(rule.judgement)}},
                        {"clause", to_string(rule.clause)},
                        {"sentence", rule.sentence},
                        {"count", rule.count}};
    if (rule.packet != 0) object["packet"] = rule.packet;
    if (rule.finding != nullptr) {
      object["demands"] = demands_array(*rule.finding, origin);
      object["doubt"] = std::string{to_string(doubt_of(*rule.finding, member))};
    }
    rules.push_back(std::move(object));
  }
  const Coverage covered = coverage(member);
  json::array faults;
  for (const Mutant* fault : explanations(member)) faults.emplace_back(fault->id);
  json::object object{{"address", to_string(member.address)},
                      {"mac", to_string(member.mac)},
                      {"version", static_cast<int>(seen.advert.version)},
                      {"adverts", member.adverts},
                      {"first_packet", member.first_packet},
                      {"priority", member.monitor.parameters().priority.value()},
                      {"interval_cs", seen.advert.max_adver_int.count()},
                      {"addresses", std::move(addresses)},
                      {"checksum_plain", seen.checksum_plain},
                      {"checksum_pseudo", seen.checksum_pseudo},
                      {"doubts", member.monitor.doubts()},
                      {"out_of_model", member.has_two_macs},
                      {"rules", std::move(rules)},
                      {"coverage", json::object{{"must", keys_array(covered.must)},
                                                {"may", keys_array(covered.may)},
                                                {"not_exercised", keys_array(covered.not_exercised)}}},
                      {"explained_by", std::move(faults)}};
  if (const auto preempt_mode = member.monitor.preempt_mode()) object["preempt_mode"] = *preempt_mode;
  if (const Profile* const profile = member.monitor.profile()) object["document"] = profile->document;
  return object;
}

json::object group_object(const monitor::GroupKey& key, const monitor::Group& group, const CheckReport& report) {
  const Instant origin = report.judge.first();
  const auto name = [&group](std::size_t router) { return to_string(group.members()[router].address); };
  json::array routers;
  for (const monitor::Member& member : group.members()) routers.push_back(router_object(member, origin));
  json::array reigns;
  for (const monitor::Reign& reign : group.reigns()) {
    json::object object{{"router", name(reign.router)},
                        {"from_ns", nanoseconds(reign.from, origin)},
                        {"first_packet", reign.first_packet},
                        {"to_ns", nanoseconds(reign.to, origin)},
                        {"last_packet", reign.last_packet},
                        {"cause", std::string{to_string(reign.cause)}},
                        {"end", std::string{to_string(reign.end)}}};
    if (reign.after) object["after"] = name(*reign.after);
    reigns.push_back(std::move(object));
  }
  json::array two_masters;
  for (const monitor::TwoMasters& both : group.two_masters()) {
    two_masters.push_back(json::object{
        {"winner", name(both.winner)},
        {"loser", name(both.loser)},
        {"from_ns", nanoseconds(both.from, origin)},
        {"first_packet", both.first_packet},
        {"to_ns", nanoseconds(both.to, origin)},
        {"last_packet", both.last_packet},
        {"obstacle", std::string{to_string(both.reception.obstacle)}},
        {"goes_on", both.goes_on},
        {"ended_by", both.end == monitor::Reign::End::goes_on ? json::value() : json::value(name(both.ended_by))},
        {"end", std::string{to_string(both.end)}}});
  }
  json::array no_master;
  for (const monitor::NoMaster& none : monitor::without_master(group, report.judge.last())) {
    no_master.push_back(json::object{{"before", name(none.before)},
                                     {"from_ns", nanoseconds(none.from, origin)},
                                     {"packet", none.packet},
                                     {"to_ns", nanoseconds(none.to, origin)},
                                     {"goes_on", none.goes_on}});
  }
  json::array notes;
  for (std::string& words : advice(group, report.judge.last())) notes.emplace_back(std::move(words));
  json::array rivals;
  for (const monitor::Rival& rival : group.claims().rivals()) {
    json::object object{{"address", to_string(rival.address)},        {"mac", to_string(rival.mac)},
                        {"sign", std::string{to_string(rival.sign)}}, {"master", name(rival.master)},
                        {"announcements", rival.announcements},       {"answers", rival.answers},
                        {"from_ns", nanoseconds(rival.from, origin)}, {"first_packet", rival.first_packet},
                        {"to_ns", nanoseconds(rival.to, origin)},     {"last_packet", rival.last_packet}};
    if (rival.router) object["router"] = name(*rival.router);
    rivals.push_back(std::move(object));
  }
  json::array rejects;
  for (std::string& words : rejects_words(group)) rejects.emplace_back(std::move(words));
  json::array vlans;
  for (const std::uint16_t vlan : key.segment.vlans) {
    if (vlan != 0) vlans.emplace_back(vlan);
  }
  json::object object{{"vrid", key.vrid.number()},         {"family", key.family == Family::ipv4 ? "ipv4" : "ipv6"},
                      {"interface", key.interface},        {"vlans", std::move(vlans)},
                      {"routers", std::move(routers)},     {"masters", std::move(reigns)},
                      {"no_master", std::move(no_master)}, {"two_masters", std::move(two_masters)},
                      {"also_claims", std::move(rivals)},  {"rejects", std::move(rejects)},
                      {"notes", std::move(notes)}};
  if (key.interface < report.interfaces.size() && !report.interfaces[key.interface].empty()) {
    object["interface_name"] = printable(report.interfaces[key.interface]);
  }
  return object;
}

/// A thing that was not said is null.
json::object told_object(const monitor::Told& told) {
  json::object object{{"router", to_string(told.router)},
                      {"vrid", nullptr},
                      {"priority", nullptr},
                      {"preempt", nullptr},
                      {"interval_ns", nullptr}};
  if (told.vrid) object["vrid"] = told.vrid->number();
  if (told.priority) object["priority"] = told.priority->value();
  if (told.preempt_mode) object["preempt"] = *told.preempt_mode;
  if (told.interval) object["interval_ns"] = told.interval->duration().count();
  return object;
}

}  // namespace

std::string check_json(const CheckReport& report) {
  const monitor::Judge& judge = report.judge;
  const monitor::Judge::Counts& counts = judge.counts();
  const monitor::Tolerances& within = judge.settings().tolerances;
  json::array groups;
  for (const auto& [key, group] : judge.groups()) groups.push_back(group_object(key, group, report));
  json::array shared;
  for (const monitor::SharedAddress& each : report.shared_addresses) {
    shared.push_back(json::object{{"address", to_string(each.address)},
                                  {"interface", each.one.interface},
                                  {"vrids", json::array{each.one.vrid.number(), each.other.vrid.number()}}});
  }
  json::array told;
  for (const monitor::Told& each : judge.settings().told) told.push_back(told_object(each));
  const json::object object{{"format", check_format_version},
                            {"file", printable(report.file)},
                            {"begin_ns", judge.first().time_since_epoch().count()},
                            {"length_ns", (judge.last() - judge.first()).count()},
                            {"packets", counts.packets},
                            {"adverts", counts.adverts},
                            {"carp", counts.carp},
                            {"fragments", counts.fragments},
                            {"truncated", counts.truncated},
                            {"unreadable", counts.unreadable},
                            {"beyond", counts.beyond},
                            {"gaps", counts.gaps},
                            {"lost", counts.lost},
                            {"backwards", counts.backwards},
                            {"damage", report.damage},
                            {"seen_from", report.seen_from ? json::value(to_string(*report.seen_from)) : json::value()},
                            {"told", std::move(told)},
                            {"shared_addresses", std::move(shared)},
                            {"tolerances_ns", json::object{{"processing", within.processing.count()},
                                                           {"output", within.output.count()},
                                                           {"timer", within.timer.count()}}},
                            {"clock_rate_ppm", within.clock_rate_ppm},
                            {"exit_code", static_cast<int>(check_verdict(report))},
                            {"virtual_routers", std::move(groups)}};
  return json::serialize(object) + "\n";
}

}  // namespace vrrpspec::harness
