#include <fmt/format.h>

#include <utility>

#include "impl/config/instance.hpp"

namespace vrrpspec::impl {
namespace {

constexpr Versions only_v2{.v2 = true, .v3 = false};
constexpr Versions only_v3{.v2 = false, .v3 = true};
constexpr Versions both_versions{.v2 = true, .v3 = true};

Versions of(Version version) {
  return version == Version::v2 ? only_v2 : only_v3;
}

Versions settled(Context& context, const InstanceDraft& draft, Family family) {
  const auto said = versions_said(context, draft.version, draft.both_versions, draft.profile);
  const std::optional<Versions>& general = context.globals.versions;
  Diagnostics& diagnostics = context.diagnostics;
  if (family == Family::ipv6) {
    if (said && said->v2) {
      const Position at = draft.version         ? draft.version->at
                          : draft.both_versions ? draft.both_versions->at
                                                : draft.profile->at;
      diagnostics.error(at, "VRRPv2 has no IPv6", "leave it out: IPv6 takes VRRPv3");
    } else if (!said && general && general->v2) {
      diagnostics.note(draft.at, fmt::format("{} speaks VRRPv3 though VRRPv2 is set for all", draft.name),
                       "VRRPv2 has no IPv6");
    }
    return only_v3;
  }
  if (said) return *said;
  if (general) return *general;
  if (!std::exchange(context.has_said_version, true)) {
    diagnostics.note(draft.at, fmt::format("{} speaks VRRPv2, which is keepalived's default", draft.name),
                     "write version 3 or, in global_defs, vrrp_version 3 for RFC 5798");
  }
  return only_v2;
}

void settle_interval(Context& context, const InstanceDraft& draft, InstanceConfiguration& instance) {
  if (!draft.interval) return;
  Diagnostics& diagnostics = context.diagnostics;
  const Position& at = draft.interval->at;
  const Duration interval = draft.interval->value;
  const bool is_whole = interval % std::chrono::seconds{1} == Duration{};
  const Duration limit = max_adver_int_limit.duration();
  if (instance.versions.v3 && interval > limit) {
    diagnostics.error(at, fmt::format("advert_int {} does not fit into a VRRPv3 advert", in_seconds(interval)),
                      fmt::format("at most {} s do (RFC 5798 5.2.7)", in_seconds(limit)));
    return;
  }
  if (!instance.versions.v3 && !is_whole) {
    diagnostics.error(at, fmt::format("advert_int {} does not fit into a VRRPv2 advert", in_seconds(interval)),
                      "it has whole seconds, from 1 to 255; VRRPv3 has hundredths");
    return;
  }
  constexpr Duration unit = std::chrono::milliseconds{10};
  const Duration rounded = (interval + unit / 2) / unit * unit;
  if (rounded != interval) {
    diagnostics.warning(at, fmt::format("advert_int {} becomes {}", in_seconds(interval), in_seconds(rounded)),
                        "adverts have hundredths of a second");
  }
  if (instance.versions.v2 && !is_whole) {
    diagnostics.note(at,
                     fmt::format("VRRPv2 adverts are sent every {} s, too, but have only whole seconds to say so",
                                 in_seconds(rounded)),
                     "RFC 5798 8.4.3 advises against it");
  }
  instance.advertisement_interval = Centiseconds{static_cast<std::uint16_t>(rounded / unit)};
}

}  // namespace

std::optional<Versions> versions_said(Context& context, const MaybeGiven<unsigned>& version,
                                      const MaybeGiven<bool>& both, const MaybeGiven<const Profile*>& profile) {
  Diagnostics& diagnostics = context.diagnostics;
  const bool wants_both = both && both->value;
  if (wants_both && version && version->value == 2) {
    diagnostics.error(both->at,
                      fmt::format("v2_and_v3 contradicts version 2, at {}", to_string(diagnostics.place(version->at))),
                      "leave one of them out");
  }
  const bool wants_v3 = wants_both || (version && version->value == 3);
  const bool wants_v2_only = !wants_both && version && version->value == 2;
  const bool is_v2 = profile && profile->value->version == Version::v2;
  if (profile && ((is_v2 && wants_v3) || (!is_v2 && wants_v2_only))) {
    diagnostics.error(profile->at,
                      fmt::format("profile {} is of VRRPv{}, which contradicts {}", profile->value->name, is_v2 ? 2 : 3,
                                  to_string(diagnostics.place(version ? version->at : both->at))),
                      "leave one of them out");
  }
  if (wants_both) return both_versions;
  if (version) return version->value == 2 ? only_v2 : only_v3;
  if (profile) return of(profile->value->version);
  return std::nullopt;
}

void settle_versions(Context& context, const InstanceDraft& draft, InstanceConfiguration& instance) {
  instance.versions = settled(context, draft, instance.family);
  instance.profile = &rfc5798;
  if (instance.versions == only_v2) {
    instance.profile = &rfc3768;
  } else if (draft.profile && draft.profile->value->version == Version::v3) {
    instance.profile = draft.profile->value;
  } else if (context.globals.profile && context.globals.profile->value->version == Version::v3) {
    instance.profile = context.globals.profile->value;
  }
  settle_interval(context, draft, instance);
}

}  // namespace vrrpspec::impl
