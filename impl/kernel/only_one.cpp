#include "impl/kernel/only_one.hpp"

#include <fmt/format.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <cerrno>
#include <cstring>
#include <string_view>

namespace vrrpspec::impl {
namespace {

// An abstract name belongs to the network namespace and vanishes with the socket; the first octet is zero.
constexpr std::string_view name{"\0vrrpspecd", 10};

}  // namespace

std::expected<Descriptor, Error> claim_network_namespace() {
  Descriptor socket{::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0)};
  if (!socket) return std::unexpected{Error{fmt::format("cannot open a local socket: {}", std::strerror(errno))}};
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::memcpy(address.sun_path, name.data(), name.size());
  const auto length = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + name.size());
  if (::bind(socket.number(), reinterpret_cast<const sockaddr*>(&address), length) == 0) return socket;
  if (errno == EADDRINUSE)
    return std::unexpected{
        Error{"another vrrpspecd runs in this network namespace; stop it first, or add its virtual routers to its "
              "configuration "
              "(ss -xap src @vrrpspecd shows it)"}};
  return std::unexpected{Error{fmt::format("cannot claim the network namespace: {}", std::strerror(errno))}};
}

}  // namespace vrrpspec::impl
