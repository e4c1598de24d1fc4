// The network of a segment: a namespace a port with the device's end of a wire in it. What network_script() writes as
// commands for people is done here without a program, because programs are what a case in a guest would wait for.
#pragma once

#include <expected>
#include <vector>

#include "harness/error.hpp"
#include "harness/lab/netns/network_script.hpp"
#include "model/types.hpp"

namespace vrrpspec::harness {

/// Does the same as network_script() of the same arguments, and returns when every device's end can send. It waits for
/// the kernel and visits the namespaces with its thread: to be called in a helper thread.
std::expected<void, Error> build_network(const std::vector<PortNames>& ports, const std::vector<IpAddress>& addresses,
                                         unsigned prefix_length);

}  // namespace vrrpspec::harness
