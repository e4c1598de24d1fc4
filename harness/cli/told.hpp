// What a user says of routers for `check` and `watch`: in words, or with the router's own configuration.
#pragma once

#include <expected>
#include <string>
#include <string_view>
#include <vector>

#include "model/monitor/told.hpp"

namespace vrrpspec::cli {

/// "192.0.2.11=prio:150,preempt:no,interval:1s,vrid:51"; the error says what is wrong with which word.
std::expected<std::vector<monitor::Told>, std::string> parse_told(std::string_view text);

/// "192.0.2.11=/etc/keepalived/keepalived.conf"; without an address the file must name its routers' sources. vrrpspecd
/// reads the file, with its includes.
std::expected<std::vector<monitor::Told>, std::string> told_by_configuration(std::string_view text);

/// The same of what `vrrpspecd --dump-config` printed. `source`: of the adverts of instances that name none.
std::expected<std::vector<monitor::Told>, std::string> told_by_dump(std::string_view dump,
                                                                    const std::optional<IpAddress>& source);

}  // namespace vrrpspec::cli
