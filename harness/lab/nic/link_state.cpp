#include "harness/lab/nic/link_state.hpp"

#include <fmt/format.h>
#include <linux/if_link.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <optional>
#include <span>

#include "harness/lab/real_time/file_descriptor.hpp"

namespace vrrpspec::harness {
namespace {

struct Question {
  nlmsghdr header{};
  ifinfomsg link{};
};

/// The headers of netlink lie in the octets as they are.
template <typename Header>
Header read(std::span<const char> octets) {
  Header header{};
  if (octets.size() >= sizeof header) std::memcpy(&header, octets.data(), sizeof header);
  return header;
}

std::span<const char> from(std::span<const char> octets, std::size_t offset) {
  return octets.subspan(std::min(offset, octets.size()));
}

/// Empty when it is another answer.
std::optional<LinkState> read_answer(std::span<const char> octets) {
  if (octets.size() < sizeof(Question) || read<nlmsghdr>(octets).nlmsg_type != RTM_NEWLINK) return std::nullopt;
  const auto link = read<ifinfomsg>(from(octets, sizeof(nlmsghdr)));
  LinkState state{.up = (link.ifi_flags & IFF_UP) != 0, .carrier = (link.ifi_flags & IFF_RUNNING) != 0};
  constexpr std::size_t alignment = 4;
  auto rest = from(octets, sizeof(Question));
  while (rest.size() >= sizeof(rtattr)) {
    const auto attribute = read<rtattr>(rest);
    if (attribute.rta_len < sizeof(rtattr)) break;
    if (attribute.rta_type == IFLA_CARRIER_CHANGES) {
      state.carrier_changes = read<std::uint32_t>(from(rest, sizeof(rtattr)));
    }
    rest = from(rest, (attribute.rta_len + alignment - 1) / alignment * alignment);
  }
  return state;
}

}  // namespace

// Not from /sys: what is mounted there may belong to another network namespace.
std::expected<LinkState, Error> link_state(const std::string& interface) {
  const unsigned index = if_nametoindex(interface.c_str());
  if (index == 0) {
    return std::unexpected{Error{fmt::format("there is no interface {} here: `ip link` prints all", interface)}};
  }
  const Error refusal{fmt::format("the kernel does not say how the interface {} is", interface)};
  const FileDescriptor socket{::socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE)};
  Question question;
  question.header.nlmsg_len = sizeof question;
  question.header.nlmsg_type = RTM_GETLINK;
  question.header.nlmsg_flags = NLM_F_REQUEST;
  question.link.ifi_index = static_cast<int>(index);
  if (send(socket.get(), &question, sizeof question, 0) != sizeof question) return std::unexpected{refusal};
  std::array<char, std::size_t{16} * 1024> answer{};
  const ssize_t size = recv(socket.get(), answer.data(), answer.size(), 0);
  const auto state = read_answer(std::span{answer}.first(static_cast<std::size_t>(std::max<ssize_t>(size, 0))));
  if (!state) return std::unexpected{refusal};
  return *state;
}

std::string objection_to(const LinkState& state, const std::string& interface) {
  if (!state.up) return fmt::format("the interface {} is down: ip link set {} up", interface, interface);
  if (!state.carrier) return fmt::format("nothing is at the other end of {}: plug in the cable", interface);
  return {};
}

}  // namespace vrrpspec::harness
