// `NAME [weight N [reverse|noreverse]]`: the lines of track_interface and track_script, and the weight of a
// vrrp_script.
#pragma once

#include <span>

#include "impl/config/context.hpp"

namespace vrrpspec::impl {

/// `N [reverse|noreverse]`; the weight is -253 to 253, keepalived's range.
bool read_weight(Context& context, std::span<const Word> words, int& weight, bool& reverse);

/// One line of a block; without a weight, `weight` and `reverse` stay as they are given. The words include the name.
bool read_tracked_weight(Context& context, std::span<const Word> words, int& weight, bool& reverse);

}  // namespace vrrpspec::impl
