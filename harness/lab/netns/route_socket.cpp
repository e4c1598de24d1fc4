#include "harness/lab/netns/route_socket.hpp"

#include <fmt/format.h>
#include <linux/if.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

namespace vrrpspec::harness {
namespace {

constexpr std::size_t alignment = NLMSG_ALIGNTO;
constexpr std::size_t longest_answer = 16384;

std::unexpected<Error> failure(std::string_view what, int error) {
  return std::unexpected{Error{fmt::format("the kernel cannot {}: {}", what, std::strerror(error))}};
}

/// Calls `look` with each message in the buffer: its header, and what follows it.
template <typename Look>
void for_each_message(std::span<const std::uint8_t> buffer, Look look) {
  while (buffer.size() >= sizeof(nlmsghdr)) {
    nlmsghdr header{};
    std::memcpy(&header, buffer.data(), sizeof header);
    if (header.nlmsg_len < sizeof header || header.nlmsg_len > buffer.size()) return;
    look(header, buffer.subspan(sizeof header, header.nlmsg_len - sizeof header));
    buffer = buffer.subspan(std::min(buffer.size(), std::size_t{NLMSG_ALIGN(header.nlmsg_len)}));
  }
}

/// Whether a message is news of an interface of that name which can send.
bool tells_up(const nlmsghdr& header, std::span<const std::uint8_t> body, const std::string& interface) {
  if (header.nlmsg_type != RTM_NEWLINK || body.size() < sizeof(ifinfomsg)) return false;
  body = body.subspan(NLMSG_ALIGN(sizeof(ifinfomsg)));
  bool named = false, up = false;
  while (body.size() >= sizeof(rtattr)) {
    rtattr attribute{};
    std::memcpy(&attribute, body.data(), sizeof attribute);
    if (attribute.rta_len < sizeof attribute || attribute.rta_len > body.size()) break;
    const auto value = body.subspan(sizeof attribute, attribute.rta_len - sizeof attribute);
    if (attribute.rta_type == IFLA_IFNAME) {
      named = std::ranges::equal(value, std::span{interface.c_str(), interface.size() + 1});
    } else if (attribute.rta_type == IFLA_OPERSTATE && !value.empty()) {
      up = value.front() == IF_OPER_UP;
    }
    body = body.subspan(std::min(body.size(), std::size_t{RTA_ALIGN(attribute.rta_len)}));
  }
  return named && up;
}

}  // namespace

void RouteRequest::append(const void* data, std::size_t size) {
  const auto* const octets = static_cast<const std::uint8_t*>(data);
  body_.insert(body_.end(), octets, octets + size);
  body_.resize((body_.size() + alignment - 1) / alignment * alignment);
}

void RouteRequest::add(std::uint16_t attribute, std::span<const std::uint8_t> value) {
  begin_nest(attribute, value);
}

void RouteRequest::add(std::uint16_t attribute, const std::string& text) {
  const auto* const octets = reinterpret_cast<const std::uint8_t*>(text.c_str());
  add(attribute, {octets, text.size() + 1});
}

void RouteRequest::add(std::uint16_t attribute, std::uint32_t number) {
  std::array<std::uint8_t, sizeof number> octets{};
  std::memcpy(octets.data(), &number, sizeof number);
  add(attribute, octets);
}

std::size_t RouteRequest::begin_nest(std::uint16_t attribute, std::span<const std::uint8_t> header) {
  const std::size_t nest = body_.size();
  const rtattr start{.rta_len = static_cast<std::uint16_t>(sizeof(rtattr) + header.size()), .rta_type = attribute};
  append(&start, sizeof start);
  if (!header.empty()) append(header.data(), header.size());
  return nest;
}

void RouteRequest::end_nest(std::size_t nest) {
  const auto length = static_cast<std::uint16_t>(body_.size() - nest);
  std::memcpy(&body_[nest], &length, sizeof length);  // rta_len comes first
}

std::vector<std::uint8_t> RouteRequest::finished(std::uint32_t sequence) const {
  const nlmsghdr header{.nlmsg_len = static_cast<std::uint32_t>(sizeof(nlmsghdr) + body_.size()),
                        .nlmsg_type = type_,
                        .nlmsg_flags = static_cast<std::uint16_t>(flags_ | NLM_F_REQUEST | NLM_F_ACK),
                        .nlmsg_seq = sequence,
                        .nlmsg_pid = 0};
  std::vector<std::uint8_t> octets(header.nlmsg_len);
  std::memcpy(octets.data(), &header, sizeof header);
  std::ranges::copy(body_, octets.begin() + sizeof header);
  return octets;
}

std::expected<RouteSocket, Error> RouteSocket::open(std::uint32_t groups) {
  FileDescriptor socket{::socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE)};
  sockaddr_nl address{};
  address.nl_family = AF_NETLINK;
  address.nl_groups = groups;
  if (!socket || bind(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    return failure("be asked about its network (NETLINK_ROUTE)", errno);
  }
  return RouteSocket{std::move(socket)};
}

std::expected<void, Error> RouteSocket::ask(const RouteRequest& request, std::string_view what) {
  const std::vector<std::uint8_t> octets = request.finished(++sequence_);
  if (send(socket_.get(), octets.data(), octets.size(), 0) < 0) return failure(what, errno);
  std::vector<std::uint8_t> answer(longest_answer);
  const ssize_t count = recv(socket_.get(), answer.data(), answer.size(), 0);
  if (count < 0) return failure(what, errno);
  int error = EPROTO;
  for_each_message(std::span{answer}.first(static_cast<std::size_t>(count)),
                   [&](const nlmsghdr& header, std::span<const std::uint8_t> body) {
                     if (header.nlmsg_type != NLMSG_ERROR || body.size() < sizeof error) return;
                     std::memcpy(&error, body.data(), sizeof error);
                   });
  if (error != 0) return failure(what, std::abs(error));
  return {};
}

std::expected<void, Error> RouteSocket::await_up(const std::string& interface, Duration patience) {
  const int milliseconds = static_cast<int>(std::chrono::ceil<std::chrono::milliseconds>(patience).count());
  std::vector<std::uint8_t> news(longest_answer);
  bool up = false;
  while (!up) {
    pollfd readable{.fd = socket_.get(), .events = POLLIN, .revents = 0};
    if (poll(&readable, 1, milliseconds) <= 0) {
      return std::unexpected{Error{fmt::format("the interface {} did not come up", interface)}};
    }
    const ssize_t count = recv(socket_.get(), news.data(), news.size(), 0);
    for_each_message(std::span{news}.first(static_cast<std::size_t>(std::max<ssize_t>(count, 0))),
                     [&](const nlmsghdr& header, std::span<const std::uint8_t> body) {
                       up = up || tells_up(header, body, interface);
                     });
  }
  return {};
}

}  // namespace vrrpspec::harness
