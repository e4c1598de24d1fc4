// JSON as this daemon writes it: one line, numbers as a person writes them (0.609375 and not 6.09375E-1), strings that
// are valid UTF-8 whatever an interface or a file is called.
#pragma once

#include <boost/json/fwd.hpp>
#include <string>
#include <string_view>

#include "model/time.hpp"

namespace vrrpspec::impl {

/// Without a newline.
std::string json_text(const boost::json::value& value);

/// A string as JSON, with its quotes.
std::string json_string(std::string_view text);

/// Control characters, and octets that are not part of valid UTF-8, become `\x1b`.
std::string printable(std::string_view text);

/// Exact to the nanosecond below 97 days.
double seconds(Duration duration);

}  // namespace vrrpspec::impl
