// The one way in to toml++. Its assertions end the process on text that is merely wrong, such as a header without a key
// ("[="), which the next lines of its parser report as an error; so they are off here, also where NDEBUG would have
// made them promises to the optimizer.
#pragma once

#pragma push_macro("NDEBUG")
#undef NDEBUG
#define TOML_ASSERT(condition) static_assert(true)
#include <toml++/toml.h>
#pragma pop_macro("NDEBUG")
