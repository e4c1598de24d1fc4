// The functions of load.hpp that look at this machine's disk and name.
#include <glob.h>
#include <unistd.h>

#include <array>
#include <fstream>
#include <system_error>
#include <utility>

#include "impl/config/limits.hpp"
#include "impl/config/sources.hpp"

namespace vrrpspec::impl {
namespace {

class Machine : public Environment {
 public:
  [[nodiscard]] std::expected<std::string, std::string> read(const std::filesystem::path& file) const override {
    std::error_code error;
    const auto status = std::filesystem::status(file, error);
    if (!std::filesystem::exists(status)) return std::unexpected{std::string{"there is no such file"}};
    if (!std::filesystem::is_regular_file(status)) return std::unexpected{std::string{"it is not a regular file"}};
    std::ifstream stream{file, std::ios::binary};
    std::string text(limits::text + 1, '\0');
    stream.read(text.data(), static_cast<std::streamsize>(text.size()));
    if (!stream.eof() && !stream.good())
      return std::unexpected{std::error_code{errno, std::generic_category()}.message()};
    text.resize(static_cast<std::size_t>(stream.gcount()));
    if (text.size() > limits::text) return std::unexpected{std::string{"it is too large for a configuration"}};
    return text;
  }

  [[nodiscard]] std::vector<std::filesystem::path> match(const std::filesystem::path& pattern) const override {
    std::vector<std::filesystem::path> files;
    glob_t found{};
    if (glob(pattern.c_str(), GLOB_BRACE, nullptr, &found) == 0) {
      files.assign(found.gl_pathv, found.gl_pathv + found.gl_pathc);
    }
    globfree(&found);
    return files;
  }

  [[nodiscard]] std::filesystem::path identity(const std::filesystem::path& file) const override {
    std::error_code error;
    auto canonical = std::filesystem::weakly_canonical(file, error);
    return error ? file : canonical;
  }

  [[nodiscard]] std::string id() const override {
    std::array<char, 256> name{};
    if (gethostname(name.data(), name.size() - 1) != 0) return {};
    const std::string host{name.data()};
    return host.substr(0, host.find('.'));
  }
};

}  // namespace

Loaded load_configuration(const std::filesystem::path& file) {
  const Machine machine;
  auto text = machine.read(file);
  if (text) return parse_configuration(*text, file, machine);
  Loaded loaded;
  loaded.diagnostics.push_back({.severity = Severity::error,
                                .at = {.file = file.string()},
                                .what = "cannot be read: " + std::move(text.error()),
                                .hint = "name a readable configuration file"});
  return loaded;
}

Loaded parse_configuration(std::string_view text, const std::filesystem::path& file) {
  return parse_configuration(text, file, Machine{});
}

}  // namespace vrrpspec::impl
