// Arbitrary octets as a configuration file. Whatever they are, reading comes to an end; and what is usable is written
// and read again as it was. Files that the text includes are parts of the text: what stands before the first octet 1 is
// the file itself, what stands behind it is every file that is included.
#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>

#include "impl/config/sources.hpp"
#include "model/assert.hpp"

namespace vrrpspec::impl {
namespace {

class OneOtherFile : public Environment {
 public:
  explicit OneOtherFile(std::string_view text) : text_{text} {}

  [[nodiscard]] std::expected<std::string, std::string> read(const std::filesystem::path& /*file*/) const override {
    return std::string{text_};
  }
  [[nodiscard]] std::vector<std::filesystem::path> match(const std::filesystem::path& pattern) const override {
    return {pattern};
  }
  [[nodiscard]] std::filesystem::path identity(const std::filesystem::path& file) const override { return file; }
  [[nodiscard]] std::string id() const override { return "alpha"; }

 private:
  std::string_view text_;
};

void check(std::string_view input) {
  const std::size_t size = std::min(input.find('\1'), input.size());
  const OneOtherFile environment{input.substr(std::min(size + 1, input.size()))};
  const Loaded loaded = parse_configuration(input.substr(0, size), "fuzz.conf", environment);
  for (const Diagnostic& diagnostic : loaded.diagnostics) {
    VRRPSPEC_ASSERT(!diagnostic.at.file.empty() && !diagnostic.what.empty());
    VRRPSPEC_ASSERT(diagnostic.at.line >= 1 && diagnostic.at.column >= 1);
  }
  if (!loaded.is_usable()) return;
  const std::string text = dump(loaded.configuration);
  const Loaded again = parse_configuration(text, "dump.conf", environment);
  VRRPSPEC_ASSERT(again.is_usable());
  VRRPSPEC_ASSERT(again.configuration == loaded.configuration);
}

}  // namespace
}  // namespace vrrpspec::impl

// NOLINTNEXTLINE(readability-identifier-naming): the name that libFuzzer calls
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  vrrpspec::impl::check(std::string{data, data + size});
  return 0;
}
