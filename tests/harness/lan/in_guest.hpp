// Running a test body in a guest with virtual time: the test program boots a guest whose init is the test program,
// which runs the same test there. What it expects in there counts out here, and where no guest can be, the test is
// skipped aloud.
#pragma once

#include <filesystem>
#include <functional>

namespace vrrpspec::harness {

/// Calls `body` in a guest, with a folder of its own that is writable there; it is kept when the test fails. To be
/// called as the last word of a test, and by programs with the main() of in_guest.cpp only.
void in_guest(const std::function<void(const std::filesystem::path&)>& body);

}  // namespace vrrpspec::harness
