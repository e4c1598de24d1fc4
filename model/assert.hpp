// Assertions that stay on in every build: a broken invariant is a bug of ours, and a wrong verdict is worse than a
// stop.
#pragma once

#include <cstdio>
#include <cstdlib>

#define VRRPSPEC_ASSERT(condition)                                                           \
  do {                                                                                       \
    if (!(condition)) {                                                                      \
      std::fprintf(stderr, "%s:%d: assertion failed: %s\n", __FILE__, __LINE__, #condition); \
      std::abort();                                                                          \
    }                                                                                        \
  } while (false)
