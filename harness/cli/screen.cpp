#include "harness/cli/screen.hpp"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <string_view>

namespace vrrpspec::cli {
namespace {

bool is_set(const char* name) {
  const char* const value = std::getenv(name);
  return value != nullptr && *value != '\0';
}

bool is_dumb() {
  const char* const terminal = std::getenv("TERM");
  return terminal == nullptr || std::string_view{terminal} == "dumb";
}

}  // namespace

harness::TextStyle screen_style(Colour colour) {
  constexpr unsigned narrowest = 60;
  constexpr unsigned widest = 160;
  harness::TextStyle style;
  const bool terminal = ::isatty(STDOUT_FILENO) == 1;
  winsize size{};
  if (terminal && ::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) {
    style.width = std::clamp<unsigned>(size.ws_col, narrowest, widest);
  }
  style.live = terminal && !is_dumb();
  style.colour = colour == Colour::always || (colour == Colour::automatic && style.live && !is_set("NO_COLOR"));
  return style;
}

}  // namespace vrrpspec::cli
