#include "harness/run/case_folder.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <vector>

namespace vrrpspec::harness {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view attempt_mark = "-attempt-";
constexpr std::string_view repetition_mark = "repetition-";

bool is_number(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char letter) { return letter >= '0' && letter <= '9'; });
}

/// The name without "-attempt-2".
std::string_view without_attempt(std::string_view name) {
  const std::size_t mark = name.rfind(attempt_mark);
  if (mark == std::string_view::npos || !is_number(name.substr(mark + attempt_mark.size()))) return name;
  return name.substr(0, mark);
}

/// The folders in a folder; links to folders are none.
std::vector<fs::path> folders_in(const fs::path& folder) {
  std::vector<fs::path> found;
  std::error_code error;
  for (fs::directory_iterator entry{folder, error}, end; !error && entry != end; entry.increment(error)) {
    if (entry->symlink_status().type() == fs::file_type::directory) found.push_back(entry->path());
  }
  return found;
}

std::expected<void, Error> remove_cases(const fs::path& folder, const std::set<std::string, std::less<>>& names) {
  for (const fs::path& each : folders_in(folder)) {
    if (!names.contains(without_attempt(each.filename().native()))) continue;
    std::error_code error;
    fs::remove_all(each, error);
    if (error) {
      return std::unexpected{
          Error{fmt::format("cannot remove {}, which an earlier run left: {}; choose another folder "
                            "with --out",
                            each.string(), error.message())}};
    }
  }
  return {};
}

}  // namespace

std::string case_folder(std::string_view case_id, unsigned attempt) {
  std::string name{case_id};
  std::ranges::replace(name, '/', '-');
  if (attempt > 1) name += fmt::format("{}{}", attempt_mark, attempt);
  return name;
}

fs::path repetition_folder(const fs::path& out, unsigned repetition) {
  return repetition == 1 ? out : out / fmt::format("{}{}", repetition_mark, repetition);
}

std::expected<void, Error> remove_earlier_folders(const fs::path& out, std::span<const Case* const> cases) {
  std::set<std::string, std::less<>> names;
  for (const Case* each : cases) names.insert(case_folder(each->id, 1));
  if (auto removed = remove_cases(out, names); !removed) return removed;
  for (const fs::path& folder : folders_in(out)) {
    const std::string name = folder.filename();
    if (!name.starts_with(repetition_mark) || !is_number(std::string_view{name}.substr(repetition_mark.size())))
      continue;
    if (auto removed = remove_cases(folder, names); !removed) return removed;
    std::error_code not_empty;
    fs::remove(folder, not_empty);
  }
  return {};
}

}  // namespace vrrpspec::harness
