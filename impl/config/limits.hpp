// How much a configuration may hold. The limits keep reading linear and in bounds whatever is in the file, and leave so
// much room that whatever could be read can be written by dump() and read again.
#pragma once

#include <cstddef>

namespace vrrpspec::impl::limits {

inline constexpr std::size_t text = 4U << 20;  ///< octets of all files together, and of what variables make of them
inline constexpr std::size_t line = 8192;      ///< octets, variables replaced
inline constexpr std::size_t files = 256;
inline constexpr std::size_t includes = 8;  ///< files within one another
inline constexpr std::size_t nesting = 16;  ///< blocks within one another
inline constexpr std::size_t variables = 1024;
inline constexpr std::size_t references = 16;  ///< variables within one another
inline constexpr std::size_t statements = 100'000;
inline constexpr std::size_t diagnostics = 500;
inline constexpr std::size_t suggestion = 32;  ///< octets of an unknown word for which a like one is sought

inline constexpr std::size_t instances = 512;
inline constexpr std::size_t scripts = 512;
inline constexpr std::size_t entries = 16'384;      ///< addresses, peers and tracked things of all instances
inline constexpr std::size_t advertised = 255;      ///< addresses of one advert: Count IPvX Addr is one octet
inline constexpr std::size_t name = 64;             ///< octets
inline constexpr std::size_t command = 1024;        ///< octets of a program with its arguments
inline constexpr std::size_t commands = 64U << 10;  ///< octets of all programs together

}  // namespace vrrpspec::impl::limits
