// An expected failure of the daemon: a file, a socket, the kernel. The text says what, why, and what to do.
#pragma once

#include <string>

namespace vrrpspec::impl {

struct Error {
  std::string what;
};

}  // namespace vrrpspec::impl
