#include "impl/operation/local_listener.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "impl/operation/local_address.hpp"

namespace vrrpspec::impl {
namespace {

constexpr int queue_length = 16;

std::unexpected<Error> failure(const std::filesystem::path& path, std::string_view what) {
  return std::unexpected{Error{fmt::format("{}: {}", path.native(), what)}};
}

std::unexpected<Error> system_failure(const std::filesystem::path& path, std::string_view doing) {
  return failure(path, fmt::format("cannot {}: {}", doing, std::strerror(errno)));
}

Descriptor local_socket() {
  return Descriptor{::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)};
}

std::filesystem::path lock_name(const std::filesystem::path& path) {
  return path.native() + ".lock";
}

/// Whether the name still leads to what was opened: whoever held the lock before removed its file.
bool leads_to(const std::filesystem::path& name, int descriptor) {
  struct stat named{};
  struct stat opened{};
  return ::stat(name.c_str(), &named) == 0 && ::fstat(descriptor, &opened) == 0 && named.st_ino == opened.st_ino;
}

std::expected<Descriptor, Error> take_lock(const std::filesystem::path& path) {
  const std::filesystem::path name = lock_name(path);
  while (true) {
    Descriptor lock{::open(name.c_str(), O_CREAT | O_RDWR | O_CLOEXEC | O_NOFOLLOW, S_IRUSR | S_IWUSR)};
    if (!lock) return system_failure(name, "make the lock of the control socket");
    if (::flock(lock.number(), LOCK_EX | LOCK_NB) != 0) {
      if (errno == EWOULDBLOCK) return failure(path, "another vrrpspecd has this control socket");
      return system_failure(name, "lock");
    }
    if (leads_to(name, lock.number())) return lock;
  }
}

/// Removes a socket file at which nobody listens.
std::expected<void, Error> make_room(const std::filesystem::path& path, const sockaddr_un& address) {
  struct stat found{};
  if (::lstat(path.c_str(), &found) != 0) {
    if (errno == ENOENT) return {};
    return system_failure(path, "look at the control socket");
  }
  if (!S_ISSOCK(found.st_mode)) return failure(path, "is no socket; remove it, or name another control socket");
  const Descriptor probe = local_socket();
  if (!probe) return system_failure(path, "make a socket");
  if (connect_to(probe.number(), address) != ECONNREFUSED) return failure(path, "somebody listens here already");
  if (::unlink(path.c_str()) != 0) return system_failure(path, "remove what a killed daemon left");
  return {};
}

}  // namespace

std::expected<LocalListener, Error> LocalListener::open(const std::filesystem::path& path, std::optional<gid_t> group) {
  const auto address = local_address(path);
  if (!address) return std::unexpected{address.error()};
  auto lock = take_lock(path);
  if (!lock) return std::unexpected{lock.error()};
  if (const auto room = make_room(path, *address); !room) return std::unexpected{room.error()};

  Descriptor socket = local_socket();
  // The kernel gives the file the mode of the socket, so nobody else can connect in between.
  if (!socket || ::fchmod(socket.number(), S_IRUSR | S_IWUSR) != 0) return system_failure(path, "make a socket");
  const auto* generic = reinterpret_cast<const sockaddr*>(&*address);  // what the interface of sockets wants
  if (::bind(socket.number(), generic, sizeof *address) != 0) return system_failure(path, "bind the control socket");
  struct stat made{};
  if (::lstat(path.c_str(), &made) != 0) return system_failure(path, "look at the control socket");
  LocalListener listener{path, std::move(*lock), std::move(socket), made.st_ino};
  if (group) {
    constexpr mode_t shared = S_IRUSR | S_IWUSR | S_IRGRP | S_IWGRP;
    if (::lchown(path.c_str(), static_cast<uid_t>(-1), *group) != 0) {
      return system_failure(path, "give the control socket to its group");
    }
    if (::chmod(path.c_str(), shared) != 0) return system_failure(path, "let the group use the control socket");
  }
  if (::listen(listener.descriptor(), queue_length) != 0) return system_failure(path, "listen");
  return listener;
}

LocalListener::LocalListener(std::filesystem::path path, Descriptor lock, Descriptor socket, ino_t inode)
    : path_{std::move(path)}, lock_{std::move(lock)}, socket_{std::move(socket)}, inode_{inode} {}

LocalListener::~LocalListener() {
  if (!lock_) return;
  struct stat found{};
  if (::lstat(path_.c_str(), &found) == 0 && found.st_ino == inode_) ::unlink(path_.c_str());
  ::unlink(lock_name(path_).c_str());
}

std::expected<Descriptor, Error> connect_local(const std::filesystem::path& path) {
  const auto address = local_address(path);
  if (!address) return std::unexpected{address.error()};
  Descriptor socket = local_socket();
  if (!socket) return system_failure(path, "make a socket");
  switch (connect_to(socket.number(), *address)) {
    case 0:
      return socket;
    case ENOENT:
    case ECONNREFUSED:
      return failure(path, "no vrrpspecd listens here; start it, or name its run directory with --run-dir");
    case EACCES:
      return failure(
          path, "this user may not ask: run as root, or as a member of the group that --group of the daemon names");
    case EAGAIN:
      return failure(path, "too many clients wait already");
    default:
      return system_failure(path, "connect");
  }
}

}  // namespace vrrpspec::impl
