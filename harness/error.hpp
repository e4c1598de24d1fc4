// An expected failure outside the protocol: a file, a process, the kernel's refusal. One sentence that says what, why,
// and what to do.
#pragma once

#include <string>

namespace vrrpspec::harness {

struct Error {
  std::string message;
};

}  // namespace vrrpspec::harness
