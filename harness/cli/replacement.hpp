// A file that a command writes: it appears under its name when it is whole, and what was there before stays until then.
#pragma once

#include <expected>
#include <filesystem>
#include <string_view>

#include "harness/error.hpp"

namespace vrrpspec::cli {

class Replacement {
 public:
  /// Creates a draft beside `path`; a pipe or a device is written to directly.
  static std::expected<Replacement, harness::Error> begin(const std::filesystem::path& path);
  Replacement(Replacement&& other) noexcept;
  Replacement& operator=(Replacement&&) = delete;
  ~Replacement();  ///< removes the draft unless it was committed

  /// Where to write.
  [[nodiscard]] const std::filesystem::path& draft() const { return draft_; }
  std::expected<void, harness::Error> commit();

 private:
  Replacement(std::filesystem::path path, std::filesystem::path draft)
      : path_{std::move(path)}, draft_{std::move(draft)} {}

  std::filesystem::path path_;
  std::filesystem::path draft_;  ///< the path itself where nothing is replaced; empty: nothing to remove
};

/// Writes `text` as a whole.
std::expected<void, harness::Error> replace_file(const std::filesystem::path& path, std::string_view text);

}  // namespace vrrpspec::cli
