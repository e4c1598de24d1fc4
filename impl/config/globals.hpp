// global_defs, and what else stands outside of instances.
#pragma once

#include <span>

#include "impl/config/context.hpp"

namespace vrrpspec::impl {

/// One global_defs block, into context.globals.
void read_globals(Context& context, std::span<const Statement> block);

/// One vrrp_script block, into context.scripts.
void read_script(Context& context, const Statement& statement, std::span<const Word> arguments);

}  // namespace vrrpspec::impl
