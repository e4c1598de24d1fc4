// What the command line asked for, as data. main.cpp fills it in; the commands read it.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace vrrpspec::cli {

enum class Colour : std::uint8_t { automatic, always, never };

/// `--shard 2/5`: the second of five parts.
struct Shard {
  unsigned index{1};
  unsigned count{1};
};
/// Empty unless `text` is I/N with 1 <= I <= N.
std::optional<Shard> parse_shard(const std::string& text);

struct SelectOptions {
  std::vector<std::string> words;
  std::string filter;  ///< ECMAScript regular expression, searched in the id; empty: any id
  std::optional<Shard> shard;
};

struct TestOptions {
  std::vector<std::string> words;  ///< [DUT] [SELECT...]
  SelectOptions select;
  std::string lab{"auto"};
  std::string profile{"rfc5798"};
  bool strict{false};
  unsigned repeat{1};
  std::optional<std::uint64_t> seed;
  unsigned jobs{64};
  std::filesystem::path out{"out"};
  std::filesystem::path junit;
  Colour colour{Colour::automatic};
  bool quiet{false};
  bool verbose{false};
};

struct ListOptions {
  SelectOptions select;
  bool json{false};
  bool ids{false};
  bool selectors{false};  ///< every word that selects something, for completion
};

}  // namespace vrrpspec::cli
