#include "tests/impl/router/recorder.hpp"

#include <algorithm>
#include <utility>

#include "impl/router/receiver.hpp"
#include "model/wire/packet.hpp"

namespace vrrpspec::impl::testing {
namespace {

constexpr std::size_t ethernet_type_at = 12;
constexpr std::size_t ipv6_next_header_at = 20;
constexpr std::size_t icmp6_type_at = 54;

std::string word_for(std::span<const std::uint8_t> frame) {
  if (const auto packet = wire::find_in_ethernet(frame)) {
    for (const Profile* profile : {&rfc5798, &rfc3768}) {
      wire::Authentication authentication = wire::authentication_of(packet->message).value_or(wire::Authentication{});
      const auto advert = wire::decode(packet->message, packet->ip, *profile, authentication);
      if (!advert) continue;
      return (advert->version == Version::v2 ? "advert v2 " : "advert ") + std::to_string(advert->priority.value());
    }
    return "broken advert";
  }
  if (frame[ethernet_type_at] == 8 && frame[ethernet_type_at + 1] == 6)
    return (frame[21] == 1 ? "garp " : "arp reply ") + to_string(IpAddress::from_octets(frame.subspan(28, 4)));
  if (frame[ethernet_type_at] == 0x86 && frame[ipv6_next_header_at] == 58) {
    if (frame[icmp6_type_at] == 136) return "na " + to_string(IpAddress::from_octets(frame.subspan(62, 16)));
    if (frame[icmp6_type_at] == 134) return "ra";
  }
  return "other";
}

}  // namespace

bool Recorder::send_frame(std::span<const std::uint8_t> frame) {
  frames.emplace_back(frame.begin(), frame.end());
  log_.push_back(word_for(frame));
  return sends;
}

bool Recorder::send_to_peer(const wire::IpHeader& header, std::span<const std::uint8_t> message) {
  messages.push_back({header, {message.begin(), message.end()}});
  log_.push_back("peer " + to_string(header.destination));
  return sends;
}

void Recorder::announce_elsewhere(const std::string& device, const IpAddress& address) {
  log_.push_back("elsewhere " + device + " " + to_string(address));
}

void Recorder::on_configuration() {
  log_.emplace_back("configured");
}

void Recorder::take_up(const StateDuties& duties) {
  const bool takes = duties.forwards_virtual_mac_frames && duties.forwards_virtual_mac_frames->must;
  log_.emplace_back(takes ? "takes frames" : "takes none");
}

void Recorder::on_discard(const wire::IpHeader& /*header*/, wire::Discard discard) {
  discards.push_back(discard);
}

void Recorder::on_mismatch(const IpAddress& /*source*/, Mismatch mismatch) {
  mismatches.push_back(mismatch);
}

void Recorder::on_waiting(const std::string& why) {
  log_.push_back("waits: " + why);
}

void Recorder::on_priority(Priority before, Priority now) {
  priorities.emplace_back(before, now);
}

void Recorder::on_transition(const Transition& transition) {
  transitions.push_back(transition);
  log_.push_back("-> " + std::string{to_string(transition.to)});
}

void Recorder::on_step(const Event& /*event*/, const Actions& /*actions*/, Instant /*at*/) {}

std::vector<std::string> Recorder::log() {
  return std::exchange(log_, {});
}

InstanceConfiguration instance() {
  InstanceConfiguration configuration;
  configuration.name = "VI_1";
  configuration.interface = "eth0";
  configuration.vrid = *Vrid::from(51);
  configuration.accept_mode = false;
  configuration.addresses = {{.address = IpAddress::v4(192, 0, 2, 1), .prefix_length = 24}};
  configuration.announcements = {.repeat = 1, .delay = {}, .refresh = {}, .refresh_repeat = 1};
  return configuration;
}

InstanceConfiguration ipv6_instance() {
  InstanceConfiguration configuration = instance();
  configuration.family = Family::ipv6;
  configuration.addresses = {{.address = *IpAddress::parse("fe80::1"), .prefix_length = 64},
                             {.address = *IpAddress::parse("2001:db8::1"), .prefix_length = 64}};
  return configuration;
}

Surroundings surroundings(const InstanceConfiguration& configuration) {
  return {.interface_is_up = true,
          .primary_address =
              configuration.family == Family::ipv4 ? IpAddress::v4(192, 0, 2, 11) : *IpAddress::parse("fe80::11"),
          .tracking = {.priority = configuration.priority, .fault = {}}};
}

Instant at(int milliseconds) {
  return Instant{std::chrono::milliseconds{milliseconds}};
}

Router started(const InstanceConfiguration& configuration, RouterEffects& effects) {
  Router router{configuration, effects, at(0)};
  router.set_surroundings(surroundings(configuration), at(0));
  router.start(at(0));
  return router;
}

void hear(Router& router, const Heard& heard, Instant now) {
  InstanceConfiguration sender = router.configuration();
  if (!heard.password.empty()) sender.password = heard.password;
  const bool ipv4 = sender.family == Family::ipv4;
  const Advertisement advert{
      .version = heard.version,
      .vrid = sender.vrid,
      .priority = heard.priority,
      .max_adver_int = heard.interval,
      .source = heard.source.value_or(ipv4 ? IpAddress::v4(192, 0, 2, 12) : *IpAddress::parse("fe80::12")),
      .addresses = heard.addresses.value_or(advertised_addresses(sender))};
  const wire::IpHeader header{.source = advert.source, .destination = vrrp_multicast_group(sender.family)};
  const bool v2 = heard.version == Version::v2;
  router.on_message(wire::encode(advert, header.destination,
                                 v2                           ? rfc3768
                                 : sender.profile == &rfc9568 ? rfc9568
                                                              : rfc5798,
                                 v2 ? authentication_of(sender) : wire::Authentication{}),
                    header, now);
}

}  // namespace vrrpspec::impl::testing
