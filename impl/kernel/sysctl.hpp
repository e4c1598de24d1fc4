// Settings of the kernel below /proc/sys, named like "net/ipv4/conf/eth0/arp_ignore".
#pragma once

#include <expected>
#include <optional>
#include <string>

#include "impl/error.hpp"

namespace vrrpspec::impl {

/// Without its line end; empty when the kernel has no such setting.
std::expected<std::optional<std::string>, Error> read_sysctl(const std::string& path);
std::expected<void, Error> write_sysctl(const std::string& path, const std::string& value);

/// "net/ipv4/conf/INTERFACE/LEAF"
std::string ipv4_setting(const std::string& interface, const std::string& leaf);
std::string ipv6_setting(const std::string& interface, const std::string& leaf);

}  // namespace vrrpspec::impl
