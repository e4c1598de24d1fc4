#include "impl/kernel/sysctl.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

#include "impl/descriptor.hpp"

namespace vrrpspec::impl {
namespace {

std::string file_of(const std::string& path) {
  return "/proc/sys/" + path;
}

}  // namespace

std::expected<std::optional<std::string>, Error> read_sysctl(const std::string& path) {
  const Descriptor file{::open(file_of(path).c_str(), O_RDONLY | O_CLOEXEC)};
  if (!file && errno == ENOENT) return std::nullopt;
  std::array<char, 256> buffer{};
  const ssize_t count = file ? ::read(file.number(), buffer.data(), buffer.size()) : -1;
  if (count < 0) return std::unexpected{Error{fmt::format("cannot read {}: {}", file_of(path), std::strerror(errno))}};
  std::string value{buffer.data(), static_cast<std::size_t>(count)};
  while (!value.empty() && value.back() == '\n') value.pop_back();
  return value;
}

std::expected<void, Error> write_sysctl(const std::string& path, const std::string& value) {
  const Descriptor file{::open(file_of(path).c_str(), O_WRONLY | O_CLOEXEC)};
  if (!file || ::write(file.number(), value.data(), value.size()) != static_cast<ssize_t>(value.size())) {
    return std::unexpected{Error{fmt::format("cannot write {} to {}: {}", value, file_of(path), std::strerror(errno))}};
  }
  return {};
}

std::string ipv4_setting(const std::string& interface, const std::string& leaf) {
  return fmt::format("net/ipv4/conf/{}/{}", interface, leaf);
}

std::string ipv6_setting(const std::string& interface, const std::string& leaf) {
  return fmt::format("net/ipv6/conf/{}/{}", interface, leaf);
}

}  // namespace vrrpspec::impl
