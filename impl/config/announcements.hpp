// `garp_master_*`: the same four numbers stand in global_defs, with `vrrp_` before them, and in instances.
#pragma once

#include "impl/config/context.hpp"

namespace vrrpspec::impl {

void read_announcement_delay(Context& context, Announcements& announcements, const Word& word);
void read_announcement_repeat(Context& context, Announcements& announcements, const Word& word);
void read_announcement_refresh(Context& context, Announcements& announcements, const Word& word);
void read_announcement_refresh_repeat(Context& context, Announcements& announcements, const Word& word);

}  // namespace vrrpspec::impl
