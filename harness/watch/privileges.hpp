// Whoever listens to a network for a long time, and reads what anybody may send, does so without any privilege.
#pragma once

#include <expected>

#include "harness/error.hpp"

namespace vrrpspec::harness {

/// Gives up every capability of this process for good, and with no_new_privs all that a program could bring that it
/// starts. Sockets that are open stay as they are.
std::expected<void, Error> drop_privileges();

}  // namespace vrrpspec::harness
