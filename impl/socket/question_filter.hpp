// Classic BPF programs that let the questions for some addresses pass and nothing else, so that a daemon on a busy link
// sleeps through everybody else's. Internal to socket/ and its tests.
#pragma once

#include <linux/filter.h>

#include <span>
#include <vector>

#include "model/types.hpp"

namespace vrrpspec::impl {

/// For a packet socket of ETH_P_ARP or ETH_P_IPV6 whose frames begin with the Ethernet header. Empty when the program
/// would be longer than the kernel takes: about 2000 IPv4 or 450 IPv6 addresses.
std::vector<sock_filter> question_filter(Family family, std::span<const IpAddress> targets);

/// The same questions for any address.
std::vector<sock_filter> any_question_filter(Family family);

}  // namespace vrrpspec::impl
