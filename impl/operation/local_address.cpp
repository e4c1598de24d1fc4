#include "impl/operation/local_address.hpp"

#include <fmt/format.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>

namespace vrrpspec::impl {

std::expected<sockaddr_un, Error> local_address(const std::filesystem::path& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  const std::string& name = path.native();
  if (name.empty()) return std::unexpected{Error{"the name of a socket is empty"}};
  if (name.size() >= sizeof address.sun_path) {
    constexpr std::size_t most = sizeof address.sun_path - 1;
    return std::unexpected{Error{fmt::format("{}: the name of a socket has at most {} octets", name, most)}};
  }
  std::ranges::copy(name, address.sun_path);
  return address;
}

int connect_to(int socket, const sockaddr_un& address) {
  const auto* generic = reinterpret_cast<const sockaddr*>(&address);  // what the interface of sockets wants
  return ::connect(socket, generic, sizeof address) == 0 ? 0 : errno;
}

}  // namespace vrrpspec::impl
