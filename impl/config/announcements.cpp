#include "impl/config/announcements.hpp"

namespace vrrpspec::impl {
namespace {

constexpr std::int64_t longest_delay = 4294;  // seconds: keepalived's, whose microseconds are 32 bits wide
constexpr std::int64_t most_repeats = 255;

void read_whole_seconds(Context& context, const Word& word, std::string_view what, Duration& into) {
  if (const auto seconds = read_number(context, word, what, 0, longest_delay)) into = std::chrono::seconds{*seconds};
}

void read_repeats(Context& context, const Word& word, std::string_view what, unsigned& into) {
  if (const auto count = read_number(context, word, what, 1, most_repeats)) into = static_cast<unsigned>(*count);
}

}  // namespace

void read_announcement_delay(Context& context, Announcements& announcements, const Word& word) {
  read_whole_seconds(context, word, "the delay of the second announcements", announcements.delay);
}

void read_announcement_repeat(Context& context, Announcements& announcements, const Word& word) {
  read_repeats(context, word, "the number of announcements", announcements.repeat);
}

void read_announcement_refresh(Context& context, Announcements& announcements, const Word& word) {
  read_whole_seconds(context, word, "the interval of announcements", announcements.refresh);
}

void read_announcement_refresh_repeat(Context& context, Announcements& announcements, const Word& word) {
  read_repeats(context, word, "the number of repeated announcements", announcements.refresh_repeat);
}

}  // namespace vrrpspec::impl
