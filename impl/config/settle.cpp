#include <fmt/format.h>

#include <utility>

#include "impl/config/instance.hpp"

namespace vrrpspec::impl {
namespace {

bool is_strict(const Context& context, const InstanceDraft& draft) {
  return draft.strict ? draft.strict->value : context.globals.strict;
}

void settle_priority(Context& context, const InstanceDraft& draft, InstanceConfiguration& instance) {
  Diagnostics& diagnostics = context.diagnostics;
  const bool is_master = draft.is_master && draft.is_master->value;
  if (draft.priority) {
    instance.priority = Priority{static_cast<std::uint8_t>(draft.priority->value)};
  } else if (is_master) {
    instance.priority = priority_owner;
    diagnostics.warning(draft.is_master->at, "state MASTER without a priority means priority 255, as for keepalived",
                        "write a priority; 255 is for the router whose interface has the addresses");
    return;
  }
  if (!draft.is_master || is_master == (instance.priority == priority_owner)) return;
  diagnostics.warning(draft.is_master->at,
                      is_master ? "state MASTER takes no effect: only priority 255 starts as Master (RFC 5798 6.4.1)"
                                : "state BACKUP takes no effect: priority 255 starts as Master (RFC 5798 6.4.1)",
                      "the priority decides who becomes Master");
}

void settle_preemption(Context& context, const InstanceDraft& draft, InstanceConfiguration& instance) {
  Diagnostics& diagnostics = context.diagnostics;
  const bool is_master = draft.is_master && draft.is_master->value;
  const bool is_owner = instance.priority == priority_owner;
  instance.preempt_mode = !draft.preempt || draft.preempt->value;
  if (!instance.preempt_mode && is_owner) {
    instance.preempt_mode = true;
    diagnostics.warning(draft.preempt->at, "nopreempt takes no effect: priority 255 always preempts (RFC 5798 6.1)");
  } else if (!instance.preempt_mode && is_master) {
    diagnostics.note(draft.preempt->at, "keepalived ignores nopreempt with state MASTER; here it counts");
  }
  if (!draft.preempt_delay || draft.preempt_delay->value == Duration{}) return;
  const Position& at = draft.preempt_delay->at;
  if (!instance.preempt_mode) {
    diagnostics.warning(at, "preempt_delay takes no effect with nopreempt");
  } else if (is_owner) {
    diagnostics.warning(at, "preempt_delay takes no effect: priority 255 starts as Master (RFC 5798 6.4.1)");
  } else if (is_strict(context, draft)) {
    diagnostics.warning(at, "preempt_delay takes no effect in strict mode: RFC 5798 does not know it");
  } else {
    instance.preempt_delay = draft.preempt_delay->value;
    if (is_master) diagnostics.note(at, "keepalived ignores preempt_delay with state MASTER; here it counts");
  }
}

void settle_password(Context& context, const InstanceDraft& draft, InstanceConfiguration& instance) {
  Diagnostics& diagnostics = context.diagnostics;
  if (draft.misread.authentication || (!draft.authentication && !draft.password)) return;
  const Position& at = draft.authentication ? draft.authentication->at : draft.password->at;
  if (!draft.authentication) {
    diagnostics.error(at, "auth_pass without auth_type", "write auth_type PASS before it");
  } else if (draft.authentication->value != "PASS") {
    diagnostics.error(at, fmt::format("authentication \"{}\" is not done", draft.authentication->value),
                      "only PASS, in capital letters, is; RFC 3768 and RFC 5798 have none");
  } else if (!draft.password) {
    diagnostics.error(at, "auth_type PASS without auth_pass");
  } else if (!instance.versions.v2) {
    diagnostics.warning(at, "the password takes no effect: VRRPv3 has no authentication (RFC 5798 section 9)");
  } else if (is_strict(context, draft)) {
    diagnostics.warning(at, "the password takes no effect in strict mode: RFC 3768 has no authentication");
  } else {
    instance.password = draft.password->value;
  }
}

void settle_virtual_mac(Context& context, const InstanceDraft& draft, InstanceConfiguration& instance) {
  Diagnostics& diagnostics = context.diagnostics;
  instance.link_name = draft.link_name;
  if (!draft.has_virtual_mac && !std::exchange(context.has_said_virtual_mac, true)) {
    diagnostics.note(draft.at,
                     fmt::format("{} uses the virtual MAC address though use_vmac is not given", instance.name),
                     "RFC 5798 7.3 wants it; keepalived would use the address of the interface");
  }
  const std::string mac = vrrpspec::to_string(virtual_router_mac(instance.family, instance.vrid));
  std::string wanted = draft.virtual_mac ? draft.virtual_mac->value : mac;
  for (char& digit : wanted) digit = digit >= 'A' && digit <= 'F' ? static_cast<char>(digit - 'A' + 'a') : digit;
  if (wanted != mac) {
    diagnostics.error(draft.virtual_mac->at, fmt::format("the virtual MAC address cannot be {}", wanted),
                      fmt::format("it is {} (RFC 5798 7.3)", mac));
  }
}

}  // namespace

std::optional<Instance> settle(Context& context, const InstanceDraft& draft) {
  Diagnostics& diagnostics = context.diagnostics;
  const Misread& misread = draft.misread;
  if (!draft.interface && !misread.interface)
    diagnostics.error(draft.at, fmt::format("{} lacks its interface", draft.name));
  if (!draft.vrid && !misread.vrid)
    diagnostics.error(draft.at, fmt::format("{} lacks its virtual_router_id", draft.name));
  if (draft.addresses.empty() && !misread.address) {
    diagnostics.error(draft.at, fmt::format("{} lacks a virtual_ipaddress", draft.name),
                      "an advert carries at least one address (RFC 5798 5.2.5)");
  }
  Instance instance;
  instance.at = draft.at;
  InstanceConfiguration& configuration = instance.configuration;
  configuration.name = draft.name;
  if (draft.interface) configuration.interface = draft.interface->value;
  settle_tracking(context, draft, configuration);
  if (!draft.interface || !draft.vrid || draft.addresses.empty()) return std::nullopt;
  configuration.vrid = draft.vrid->value;
  configuration.notifications = draft.notifications;
  configuration.announcements = draft.announcements;
  settle_addresses(context, draft, instance);
  settle_versions(context, draft, configuration);
  settle_priority(context, draft, configuration);
  settle_preemption(context, draft, configuration);
  const bool strict = is_strict(context, draft);
  configuration.accept_mode = draft.accept ? draft.accept->value : !strict || configuration.priority == priority_owner;
  settle_password(context, draft, configuration);
  settle_virtual_mac(context, draft, configuration);
  settle_transport(context, draft, configuration);
  if (strict && !configuration.unicast_peers.empty()) {
    diagnostics.error(draft.peers.front().at, "strict mode has no unicast_peer: RFC 5798 sends adverts to the group",
                      "leave out vrrp_strict or the peers");
  }
  return instance;
}

}  // namespace vrrpspec::impl
