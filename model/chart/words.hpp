// The phrases that all documents of the chart share.
#pragma once

#include <string>
#include <string_view>

#include "model/chart/chart.hpp"

namespace vrrpspec::chart_text {

inline constexpr State states[] = {State::initialize, State::backup, State::master};

/// `Startup [Priority = 255]`.
std::string trigger(const ChartRow& row);
/// `send an ADVERTISEMENT (S-110)`, with its condition and a colon before it where there is one.
std::string order(const ChartLine& line);
/// The orders of a row without the transition, joined by `separator`.
std::string orders(const ChartRow& row, std::string_view separator);
/// `S-110, S-115, S-120`.
std::string clauses(const ChartRow& row);
/// With each `from` replaced by `to`.
std::string replaced(std::string text, std::string_view from, std::string_view to);
/// For XML text and attributes, and for Markdown, which shares its entities.
std::string escaped(std::string text);

}  // namespace vrrpspec::chart_text
