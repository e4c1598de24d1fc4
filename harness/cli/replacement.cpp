#include "harness/cli/replacement.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <utility>

namespace vrrpspec::cli {
namespace {

namespace fs = std::filesystem;
using harness::Error;

std::unexpected<Error> cannot_write(const fs::path& path, int error) {
  return std::unexpected{Error{fmt::format("{}: cannot be written: {}", path.string(), std::strerror(error))}};
}

}  // namespace

std::expected<Replacement, Error> Replacement::begin(const fs::path& path) {
  std::error_code none;
  // Of a symbolic link, what it points to is replaced.
  const fs::path target = fs::is_symlink(path, none) ? fs::weakly_canonical(path, none) : path;
  if (fs::exists(target, none) && !fs::is_regular_file(target, none)) return Replacement{path, path};
  constexpr int most_tries = 100;  // a process that was killed leaves its draft, and another may have its number
  for (int i = 0; i < most_tries; ++i) {
    const fs::path draft = fmt::format("{}.{}-{}.part", target.string(), getpid(), i);
    const int descriptor = open(draft.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (descriptor >= 0) {
      close(descriptor);
      return Replacement{target, draft};
    }
    if (errno != EEXIST) break;
  }
  return cannot_write(path, errno);
}

Replacement::Replacement(Replacement&& other) noexcept
    : path_{std::move(other.path_)}, draft_{std::exchange(other.draft_, {})} {}

Replacement::~Replacement() {
  std::error_code none;
  if (!draft_.empty() && draft_ != path_) fs::remove(draft_, none);
}

std::expected<void, Error> Replacement::commit() {
  std::error_code error;
  if (draft_ != path_) fs::rename(draft_, path_, error);
  if (error) return cannot_write(path_, error.value());
  draft_.clear();
  return {};
}

std::expected<void, Error> replace_file(const fs::path& path, std::string_view text) {
  auto file = Replacement::begin(path);
  if (!file) return std::unexpected{file.error()};
  if (!(std::ofstream{file->draft(), std::ios::binary} << text).flush()) return cannot_write(path, errno);
  return file->commit();
}

}  // namespace vrrpspec::cli
