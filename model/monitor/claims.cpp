#include "model/monitor/claims.hpp"

#include <algorithm>
#include <ranges>
#include <span>
#include <tuple>

#include "model/monitor/group.hpp"

namespace vrrpspec::monitor {
namespace {

using Members = Claims::Members;

/// A Master needs so long at most to do what a step orders, whatever else it has to do; and so long may pass until an
/// address that was given up is answered for no longer.
constexpr Duration generous{std::chrono::seconds{1}};
constexpr std::size_t most_names = 4096;
constexpr std::size_t most_waiting = 256;
constexpr std::size_t most_rivals = 64;
constexpr std::size_t most_claim_findings = 1000;

bool lists(const Member& member, const IpAddress& address) {
  return std::ranges::find(member.latest.advert.addresses, address) != member.latest.advert.addresses.end();
}

/// It advertises as Master, and this address.
bool is_master_of(const Member& member, const IpAddress& address, Instant at) {
  return member.reign && member.claims.heard && *member.claims.heard + long_silence(member) >= at &&
         lists(member, address);
}

/// Its adverts come from a MAC address of its own, not from that of a virtual router.
bool has_mac_of_its_own(const Member& member) {
  return member.was_valid && !member.has_two_macs && member.mac != MacAddress{} && !is_of_a_virtual_router(member.mac);
}

/// The only router of which it is so; of one that speaks both versions the half that is Master.
std::optional<std::size_t> the_only(const Members& members, const auto& is_it) {
  std::optional<std::size_t> found;
  for (std::size_t i = 0; i < members.size(); ++i) {
    if (!is_it(members[i])) continue;
    if (found && members[*found].address != members[i].address) return std::nullopt;
    if (!found || members[i].reign) found = i;
  }
  return found;
}

/// Who surely sent it: whose adverts come from this MAC address, or whose own address is the source.
std::optional<std::size_t> sender_of(const Members& members, const Said& said) {
  const auto by_source = [&](const Member& member) {
    return said.source == member.address || (has_mac_of_its_own(member) && member.mac == said.link_source);
  };
  return the_only(members, by_source);
}

/// Who probably has the MAC address: ARP or Neighbor Discovery shows it at its own address.
std::optional<std::size_t> resident_of(const Members& members, const MacAddress& mac) {
  return the_only(members,
                  [&](const Member& member) { return !member.claims.own_mac_varies && member.claims.own_mac == mac; });
}

ClauseKey announcing_clause(Family family, bool is_owner) {
  if (family == Family::ipv4) return is_owner ? "S-120"_clause : "S-380"_clause;
  return is_owner ? "S-130"_clause : "S-395"_clause;
}

/// It was not Master before, for all that can be known: a late advert looks like the end of a reign, and a router that
/// may discard the adverts of the other need not have yielded to it.
bool is_takeover(const Members& members, const Claims::Reigns& reigns, std::size_t index) {
  const Reign& reign = reigns[index];
  const auto before = std::span{reigns}.first(index) | std::views::reverse;
  const auto last = std::ranges::find(before, reign.router, &Reign::router);
  if (last == before.end()) return reign.cause != Cause::first_seen;
  if (last->end != Reign::End::yielded) return last->end == Reign::End::stopped;
  return reign.after && heeding(members[*reign.after], members[reign.router]).obstacle == Obstacle::none;
}

/// Joins what is alike; the surer confidence holds, with the packet that shows it.
void add_finding(ClaimRecord& record, const ClaimFinding& finding) {
  const auto same = std::ranges::find_if(record.findings, [&finding](const ClaimFinding& each) {
    return each.kind == finding.kind && each.address == finding.address && each.mac == finding.mac &&
           each.kind == Misclaim::misanswered;
  });
  if (same == record.findings.end()) {
    if (record.findings.size() < most_claim_findings) record.findings.push_back(finding);
    return;
  }
  const std::uint64_t count = same->count + finding.count;
  if (finding.confidence == Confidence::violation && same->confidence != Confidence::violation) *same = finding;
  same->count = count;
}

}  // namespace

std::string_view to_string(Rival::Sign sign) {
  switch (sign) {
    case Rival::Sign::other_mac:
      return "other_mac";
    case Rival::Sign::other_router:
      return "other_router";
    case Rival::Sign::answered_master:
      return "answered_master";
    case Rival::Sign::answered_twice:
      return "answered_twice";
  }
  return "";
}

Duration Claims::time_to_announce(const Tolerances& tolerances) {
  return generous + tolerances.timer + tolerances.processing + tolerances.output;
}

bool Claims::concern(const wire::NeighborPacket& packet) const {
  if (const auto* arp = std::get_if<wire::ArpPacket>(&packet.message)) {
    return names_.contains(arp->sender) || names_.contains(arp->target);
  }
  if (std::holds_alternative<wire::EchoReply>(packet.message)) return names_.contains(packet.ip.source);
  const std::optional<Said> said = said_in(packet);
  return said && names_.contains(said->address);
}

std::optional<std::size_t> Claims::only_master_of(const Members& members, const IpAddress& address, Instant at) {
  return the_only(members, [&](const Member& member) { return is_master_of(member, address, at); });
}

void Claims::begin(Instant at) {
  if (!tracked_since_) tracked_since_ = at;
}

void Claims::lose_track() {
  room_->give_back(remembered_.size() + suspects_.size());
  tracked_since_.reset();
  remembered_.clear();
  forgotten_until_.reset();
  takeovers_.clear();
  answers_.clear();
  suspects_.clear();
  echoes_.clear();
}

bool Claims::is_right(const Said& said) const {
  return said.mac == virtual_mac_ && said.router_flag && !said.solicited_flag && said.override_flag;
}

void Claims::see(Members& members, const Reigns& reigns, const wire::NeighborPacket& packet, Instant at,
                 PacketNumber number) {
  begin(at);
  settle(members, reigns, at);
  if (const auto* const echo = std::get_if<wire::EchoReply>(&packet.message)) {
    return hear_echo(members, packet, *echo, at, number);
  }
  const std::optional<Said> said = said_in(packet);
  if (!said) return;
  shows_announcements_ = shows_announcements_ || said->is_to_all;
  learn(members, *said);
  if (!names_.contains(said->address)) return;
  const Remembered what{.said = *said, .at = at, .packet = number};
  switch (said->kind) {
    case Said::Kind::announcement:
      remember(what);
      suspect(members, what);
      break;
    case Said::Kind::answer:
      hear_answer(members, what);
      suspect(members, what);
      break;
    case Said::Kind::question:
      remember(what);
      break;
    case Said::Kind::other:
      break;
  }
}

void Claims::forget_before(Instant now) {
  const Duration kept = 2 * time_to_announce(tolerances_);
  while (!remembered_.empty() && remembered_.front().at + kept < now) {
    remembered_.pop_front();
    room_->give_back(1);
  }
}

void Claims::remember(const Remembered& what) {
  forget_before(what.at);
  if (!room_->take()) {
    forgotten_until_ = what.at;
    return;
  }
  remembered_.push_back(what);
}

/// From what a router says about its own address, which is no virtual one.
void Claims::learn(Members& members, const Said& said) const {
  if (!said.mac || said.kind == Said::Kind::question || is_of_a_virtual_router(*said.mac)) return;
  for (Member& member : members) {
    if (member.address != said.address || lists(member, said.address)) continue;
    if (member.claims.own_mac && member.claims.own_mac != said.mac) member.claims.own_mac_varies = true;
    member.claims.own_mac = said.mac;
  }
}

void Claims::hear_answer(Members& members, const Remembered& what) {
  const Said& said = what.said;
  // A switch or a bridge that rewrites the frame's source says nothing about the router.
  if (!said.mac || said.mac != said.link_source || is_of_a_virtual_router(*said.mac)) return;
  const std::optional<std::size_t> surely = sender_of(members, said);
  const std::optional<std::size_t> sender = surely ? surely : resident_of(members, *said.mac);
  if (!sender || !is_master_of(members[*sender], said.address, what.at)) return;
  Member& member = members[*sender];
  const ClaimFinding finding{.confidence = surely ? Confidence::violation : Confidence::suspicion,
                             .kind = Misclaim::misanswered,
                             .clause = family_ == Family::ipv4 ? "V3-089"_clause : "V3-098"_clause,
                             .address = said.address,
                             .mac = *said.mac,
                             .at = what.at,
                             .packet = what.packet};
  if (!surely || answers_.size() == most_waiting) return add_finding(member.claims, finding);
  answers_.push_back(
      {.member = *sender, .reign = *member.reign, .doubts = member.monitor.doubts(), .finding = finding});
}

/// Master before and after the answer, and in between no time for a restart: it was Master when it answered. An owner
/// needs no time.
void Claims::confirm_answers(Members& members, std::size_t index, const Sighting& seen) {
  Member& member = members[index];
  const Duration interval = seen.advert.max_adver_int.duration();
  const bool in_time = member.claims.heard && seen.at - *member.claims.heard <= 3 * interval / 2;
  for (Answer& answer : answers_) {
    if (answer.member != index) continue;
    const bool was_master = in_time && member.reign == answer.reign && member.monitor.doubts() == answer.doubts &&
                            seen.advert.priority != priority_owner;
    if (!was_master) answer.finding.confidence = Confidence::suspicion;
    add_finding(member.claims, answer.finding);
  }
  std::erase_if(answers_, [index](const Answer& answer) { return answer.member == index; });
}

void Claims::learn_names(const Member& member, const Sighting& seen) {
  const auto learn = [this](const IpAddress& address) {
    if (names_.size() < most_names) names_.insert(address);
  };
  learn(member.address);
  if (seen.fault) return;
  for (const IpAddress& address : seen.advert.addresses) learn(address);
}

void Claims::advertised(Members& members, const Reigns& reigns, std::size_t index, const Sighting& seen) {
  begin(seen.at);
  settle(members, reigns, seen.at);
  Member& member = members[index];
  if (seen.content == 0 || seen.content != member.claims.named) {
    member.claims.named = seen.content;
    learn_names(member, seen);
  }
  if (!seen.fault) confirm_answers(members, index, seen);
  member.claims.heard = seen.at;
  if (seen.fault || !member.reign || reigns[*member.reign].first_packet != seen.packet) return;
  const Reign& reign = reigns[*member.reign];
  if (!is_takeover(members, reigns, *member.reign) || member.has_two_macs || takeovers_.size() == most_waiting) return;
  // Else it may have been Master before, unseen.
  if (*tracked_since_ + std::max(time_to_announce(tolerances_), long_silence(member)) > reign.from) return;
  takeovers_.push_back({.member = index,
                        .reign = *member.reign,
                        .from = reign.from,
                        .is_owner = seen.advert.priority == priority_owner,
                        .addresses = {seen.advert.addresses.begin(), seen.advert.addresses.end()}});
}

void Claims::settle(Members& members, const Reigns& reigns, Instant now) {
  const Duration wait = time_to_announce(tolerances_);
  for (; !takeovers_.empty() && takeovers_.front().from + wait < now; takeovers_.pop_front()) {
    judge(members, reigns, takeovers_.front());
  }
  for (; !suspects_.empty() && suspects_.front().at + wait < now; suspects_.pop_front()) {
    room_->give_back(1);
    if (!is_explained(members, suspects_.front())) add(suspects_.front());
  }
  forget_before(now);
}

/// When the time to announce is over.
void Claims::judge(Members& members, const Reigns& reigns, const Takeover& takeover) const {
  Member& member = members[takeover.member];
  const Duration around = time_to_announce(tolerances_);
  const Window window{takeover.from - around, takeover.from + around};
  if (member.reign != takeover.reign || (forgotten_until_ && *forgotten_until_ >= window.from)) return;
  std::vector<const Remembered*> within;
  for (const Remembered& each : remembered_) {
    if (window.holds(each.at)) within.push_back(&each);
  }
  const auto address_of = [](const Remembered* each) { return each->said.address; };
  std::ranges::sort(within, {},
                    [](const Remembered* each) { return std::tie(each->said.address, each->at, each->packet); });
  bool announced = !takeover.addresses.empty();
  for (const IpAddress& address : takeover.addresses) {
    const auto about = std::ranges::equal_range(within, address, {}, address_of);
    const auto is_right_since = [this](Instant from) {
      return [this, from](const Remembered* each) { return each->at >= from && is_right(each->said); };
    };
    // What came earlier may be of the Master before.
    announced = announced && std::ranges::any_of(about, is_right_since(takeover.from - tolerances_.output));
    if (std::ranges::any_of(about, is_right_since(window.from))) continue;
    std::optional<ClaimFinding> finding = judge(members, takeover, about);
    if (!finding) continue;
    finding->address = address;
    if (finding->packet == 0) {
      finding->at = takeover.from;
      finding->packet = reigns[takeover.reign].first_packet;
    }
    add_finding(member.claims, *finding);
  }
  if (announced) ++(takeover.is_owner ? member.claims.startups : member.claims.takeovers);
}

/// Of an address that nobody announced rightly.
std::optional<ClaimFinding> Claims::judge(const Members& members, const Takeover& takeover,
                                          std::span<const Remembered* const> about) const {
  ClaimFinding finding{.clause = announcing_clause(family_, takeover.is_owner), .address = {}};
  // Never sure: the right announcement may not have been captured, and another is forbidden to nobody.
  for (const Remembered* each : about) {
    const Said& said = each->said;
    if (said.kind == Said::Kind::question || each->at + tolerances_.output < takeover.from) continue;
    const std::optional<std::size_t> sender = sender_of(members, said);
    const bool likely = said.mac == virtual_mac_ || (said.mac && resident_of(members, *said.mac) == takeover.member);
    if (sender != takeover.member && (sender || !likely)) continue;
    finding.kind = said.mac == virtual_mac_ ? Misclaim::misflagged : Misclaim::misannounced;
    finding.mac = said.mac.value_or(MacAddress{});
    finding.router_flag = said.router_flag;
    finding.solicited_flag = said.solicited_flag;
    finding.override_flag = said.override_flag;
    finding.at = each->at;
    finding.packet = each->packet;
    break;
  }
  // A capture may hold adverts alone.
  if (finding.packet == 0 && !shows_announcements_) return std::nullopt;
  return finding;
}

void Claims::suspect(const Members& members, const Remembered& what) {
  const Said& said = what.said;
  if (!said.mac) return;
  std::optional<std::size_t> master;
  std::size_t masters = 0;
  for (std::size_t i = 0; i < members.size(); ++i) {
    if (!is_master_of(members[i], said.address, what.at)) continue;
    if (!master) master = i;
    ++masters;
  }
  if (!master) return;
  if (said.mac != virtual_mac_ && said.mac == members[*master].latest.source_mac) return;
  Rival rival{.address = said.address,
              .mac = *said.mac,
              .master = *master,
              .announcements = said.kind == Said::Kind::announcement ? 1U : 0U,
              .answers = said.kind == Said::Kind::answer ? 1U : 0U,
              .from = what.at,
              .first_packet = what.packet,
              .to = what.at,
              .last_packet = what.packet};
  rival.router = sender_of(members, said);
  if (said.mac != virtual_mac_) {
    if (!rival.router) rival.router = resident_of(members, *said.mac);
  } else if (rival.router) {
    rival.sign = Rival::Sign::other_router;
  } else {
    // Nobody answers himself.
    const bool answers_master = said.kind == Said::Kind::answer && said.is_about_itself &&
                                said.link_destination == virtual_mac_ && masters == 1;
    if (!answers_master) return;
    rival.sign = Rival::Sign::answered_master;
  }
  add_suspect(members, rival, what.at);
}

void Claims::add_suspect(const Members& members, const Rival& rival, Instant at) {
  if (rival.router && members[*rival.router].reign) return;
  if (!room_->take()) {
    ++untold_rivals_;
    return;
  }
  suspects_.push_back({.rival = rival, .at = at});
}

/// By a router that was Master shortly before, or is a moment later; its adverts may be missing before the capture.
bool Claims::is_explained(const Members& members, const Suspect& suspect) const {
  const Rival& rival = suspect.rival;
  const auto grace = [](const Member& member) { return std::max(generous, long_silence(member)); };
  const Member& master = members[rival.master];
  if (!tracked_since_ || *tracked_since_ + grace(master) > suspect.at) return true;
  const bool may_be_anybody = rival.sign == Rival::Sign::answered_master || rival.sign == Rival::Sign::answered_twice;
  if (may_be_anybody && stranger_heard_) return true;
  // V3-090: an owner that boots should not, but may, tell its own MAC address.
  if (rival.sign == Rival::Sign::other_mac && master.latest.advert.priority == priority_owner) return true;
  return std::ranges::any_of(members, [&](const Member& other) {
    if (other.address == master.address || !other.claims.heard) return false;
    const bool lately = *other.claims.heard + grace(other) >= suspect.at;
    if (rival.router) return lately && other.address == members[*rival.router].address;
    if (lately && rival.mac != virtual_mac_ && other.latest.source_mac == rival.mac) return true;
    if (may_be_anybody) return lately;
    // V3-090 again: of an owner that is heard of later.
    return *other.claims.heard >= suspect.at && other.latest.advert.priority == priority_owner;
  });
}

void Claims::add(const Suspect& suspect) {
  const Rival& rival = suspect.rival;
  const auto same = std::ranges::find_if(rivals_, [&rival](const Rival& each) {
    return each.sign == rival.sign && each.address == rival.address && each.mac == rival.mac &&
           each.router == rival.router && each.master == rival.master;
  });
  if (same != rivals_.end()) {
    same->announcements += rival.announcements;
    same->answers += rival.answers;
    same->to = rival.to;
    same->last_packet = rival.last_packet;
  } else if (rivals_.size() < most_rivals) {
    rivals_.push_back(rival);
  } else {
    ++untold_rivals_;
  }
}

}  // namespace vrrpspec::monitor
