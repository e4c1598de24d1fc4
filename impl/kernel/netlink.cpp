#include "impl/kernel/netlink.hpp"

#include <fmt/format.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

#include "impl/kernel/message.hpp"
#include "impl/kernel/netlink_socket.hpp"
#include "model/assert.hpp"

namespace vrrpspec::impl {
namespace {

constexpr std::size_t longest_answer = 65536;
constexpr std::size_t most_at_once = 200;  ///< requests; the answers, should all fail, have to find room
constexpr int room_for_answers = 1 << 19;  ///< octets of answers

std::unexpected<Error> failure(std::string_view purpose, std::string_view why) {
  return std::unexpected{Error{fmt::format("cannot {}: {}", purpose, why)}};
}

std::unexpected<Error> failure(std::string_view purpose, int error) {
  return failure(purpose, std::strerror(error));
}

std::unexpected<Error> refusal(const Request& request, int error, std::string_view words) {
  std::string purpose = request.purpose;
  std::array<char, IF_NAMESIZE> name{};
  if (request.interface != 0) {
    const bool is_there = if_indextoname(static_cast<unsigned>(request.interface), name.data()) != nullptr;
    purpose += is_there ? fmt::format(" (interface {})", name.data()) : " (the interface is gone)";
  }
  return failure(
      purpose, words.empty() ? std::string{std::strerror(error)} : fmt::format("{} ({})", std::strerror(error), words));
}

/// The kernel's own words after an error, where it has some: they follow the header of the request.
std::string_view explanation(const nlmsghdr* message) {
  constexpr int most = NLMSGERR_ATTR_MAX;
  std::array<nlattr*, most + 1> attributes{};
  if ((message->nlmsg_flags & NLM_F_ACK_TLVS) == 0) return {};
  auto* const first = static_cast<std::uint8_t*>(nlmsg_data(message)) + sizeof(nlmsgerr);
  const int size = nlmsg_datalen(message) - static_cast<int>(sizeof(nlmsgerr));
  void* const start = first;
  if (nla_parse(attributes.data(), most, static_cast<nlattr*>(start), size, nullptr) != 0) return {};
  return attributes[NLMSGERR_ATTR_MSG] == nullptr ? std::string_view{} : nla_get_string(attributes[NLMSGERR_ATTR_MSG]);
}

}  // namespace

struct Netlink::State {
  NetlinkSocket socket;
  std::vector<std::uint8_t> answer;

  /// Calls `look` with each message of the answer until it says that it was the last.
  template <typename Look>
  std::expected<void, Error> read_answer(std::string_view purpose, Look look) {
    while (true) {
      const ssize_t count = recv(nl_socket_get_fd(socket.get()), answer.data(), answer.size(), 0);
      if (count < 0 && errno == EINTR) continue;
      if (count < 0) return failure(purpose, errno);
      int rest = static_cast<int>(count);
      void* const start = answer.data();
      for (auto* message = static_cast<nlmsghdr*>(start); nlmsg_ok(message, rest) != 0;
           message = nlmsg_next(message, &rest)) {
        if (look(message)) return {};
      }
    }
  }

  template <typename Look>
  std::expected<void, Error> dump(const Message& request, std::string_view purpose, Look look, int fine = 0);
  std::expected<std::optional<Link>, Error> one_link(const Message& request);
  std::expected<void, Error> ask(std::vector<Request>& requests);
};

/// One call to the kernel with all of them; it answers the last, and each that failed.
std::expected<void, Error> Netlink::State::ask(std::vector<Request>& requests) {
  if (requests.empty()) return {};
  std::vector<iovec> parts;
  for (const Request& request : requests) {
    nl_complete_msg(socket.get(), request.message.get());
    nlmsghdr* const header = nlmsg_hdr(request.message.get());
    header->nlmsg_flags &= static_cast<std::uint16_t>(~NLM_F_ACK);
    if (&request == &requests.back()) header->nlmsg_flags |= NLM_F_ACK;
    parts.push_back({.iov_base = header, .iov_len = NLMSG_ALIGN(header->nlmsg_len)});
  }
  msghdr whole{};
  whole.msg_iov = parts.data();
  whole.msg_iovlen = parts.size();
  if (sendmsg(nl_socket_get_fd(socket.get()), &whole, 0) < 0) return failure(requests.front().purpose, errno);

  const auto sequence = [](const Request& request) { return nlmsg_hdr(request.message.get())->nlmsg_seq; };
  std::expected<void, Error> outcome;
  const auto read = read_answer(requests.front().purpose, [&](nlmsghdr* message) {
    const auto asked = std::ranges::find(requests, message->nlmsg_seq, sequence);
    if (message->nlmsg_type != NLMSG_ERROR || asked == requests.end()) return false;
    const int error = -static_cast<const nlmsgerr*>(nlmsg_data(message))->error;
    if (error != 0 && outcome && std::ranges::find(asked->fine, error) == asked->fine.end()) {
      outcome = refusal(*asked, error, explanation(message));
    }
    return asked + 1 == requests.end();
  });
  if (!read) return read;
  return outcome;
}

template <typename Look>
std::expected<void, Error> Netlink::State::dump(const Message& request, std::string_view purpose, Look look, int fine) {
  nl_complete_msg(socket.get(), request.get());
  nlmsghdr* const asked = nlmsg_hdr(request.get());
  asked->nlmsg_flags &= static_cast<std::uint16_t>(~NLM_F_ACK);
  if (send(nl_socket_get_fd(socket.get()), asked, asked->nlmsg_len, 0) < 0) return failure(purpose, errno);
  int error = 0;
  const auto read = read_answer(purpose, [&](nlmsghdr* message) {
    if (message->nlmsg_seq != asked->nlmsg_seq) return false;
    if (message->nlmsg_type == NLMSG_ERROR) error = -static_cast<const nlmsgerr*>(nlmsg_data(message))->error;
    if (message->nlmsg_type == NLMSG_ERROR || message->nlmsg_type == NLMSG_DONE) return true;
    look(message);
    return (message->nlmsg_flags & NLM_F_MULTI) == 0;
  });
  if (!read) return read;
  if (error != 0 && error != fine) return failure(purpose, error);
  return {};
}

std::expected<std::optional<Link>, Error> Netlink::State::one_link(const Message& request) {
  std::optional<Link> found;
  const auto read = dump(request, "read an interface", [&](nlmsghdr* message) { found = link_of(message); }, ENODEV);
  if (!read) return std::unexpected{read.error()};
  return found;
}

Netlink::Netlink(std::unique_ptr<State> state) : state_{std::move(state)} {}
Netlink::Netlink(Netlink&&) noexcept = default;
Netlink& Netlink::operator=(Netlink&&) noexcept = default;
Netlink::~Netlink() = default;

std::expected<Netlink, Error> Netlink::open() {
  auto state = std::make_unique<State>();
  state->answer.resize(longest_answer);
  state->socket.reset(nl_socket_alloc());
  if (!state->socket) return failure("speak to the kernel about its network", ENOMEM);
  if (const int error = nl_connect(state->socket.get(), NETLINK_ROUTE); error < 0) {
    return failure("speak to the kernel about its network (NETLINK_ROUTE)", nl_geterror(error));
  }
  nl_socket_set_buffer_size(state->socket.get(), room_for_answers, 0);
  // Its explanations, answers without our own request in them, and filters that are kept: what is refused is done
  // without.
  for (const int option : {NETLINK_EXT_ACK, NETLINK_CAP_ACK, NETLINK_GET_STRICT_CHK}) {
    const int on = 1;
    setsockopt(nl_socket_get_fd(state->socket.get()), SOL_NETLINK, option, &on, sizeof on);
  }
  return Netlink{std::move(state)};
}

std::expected<std::vector<Link>, Error> Netlink::links() {
  std::vector<Link> links;
  const auto read = state_->dump(link_dump(), "read the interfaces", [&](nlmsghdr* message) {
    if (auto link = link_of(message)) links.push_back(*std::move(link));
  });
  if (!read) return std::unexpected{read.error()};
  return links;
}

std::expected<std::optional<Link>, Error> Netlink::link(std::string_view name) {
  if (name.empty() || name.size() >= IF_NAMESIZE) return std::nullopt;
  return state_->one_link(link_question(0, name));
}

std::expected<std::optional<Link>, Error> Netlink::link(int index) {
  if (index <= 0) return std::nullopt;
  return state_->one_link(link_question(index, {}));
}

std::expected<std::vector<InterfaceAddress>, Error> Netlink::addresses() {
  std::vector<InterfaceAddress> addresses;
  const auto read = state_->dump(address_dump(0), "read the addresses", [&](nlmsghdr* message) {
    if (const auto address = address_of(message)) addresses.push_back(*address);
  });
  if (!read) return std::unexpected{read.error()};
  return addresses;
}

std::expected<std::vector<AddressImage>, Error> Netlink::address_images(int index) {
  std::vector<AddressImage> images;
  const auto note = [&](nlmsghdr* message) {
    auto image = address_image_of(message);
    if (image && image->address.interface_index == index) images.push_back(*std::move(image));
  };
  const auto read = state_->dump(address_dump(index), "read the addresses", note, ENODEV);
  if (!read) return std::unexpected{read.error()};
  return images;
}

std::expected<std::vector<RouteImage>, Error> Netlink::route_images(int index) {
  std::vector<RouteImage> images;
  const auto read = state_->dump(route_dump(index), "read the routes", [&](nlmsghdr* message) {
    if (auto image = route_image_of(message, index)) images.push_back(*std::move(image));
  });
  if (!read) return std::unexpected{read.error()};
  // A gateway is accepted when the way to it is there: routes to neighbours come first.
  std::ranges::stable_partition(images, [](const RouteImage& image) {
    rtmsg header{};
    std::memcpy(&header, image.octets.data(), sizeof header);
    return header.rtm_scope == RT_SCOPE_LINK;
  });
  return images;
}

std::expected<std::vector<IpAddress>, Error> Netlink::blackholes() {
  std::vector<IpAddress> blackholes;
  for (const Family family : {Family::ipv4, Family::ipv6}) {
    const auto read = state_->dump(blackhole_dump(family), "read the routes", [&](nlmsghdr* message) {
      if (const auto address = blackhole_of(message)) blackholes.push_back(*address);
    });
    if (!read) return std::unexpected{read.error()};
  }
  return blackholes;
}

std::expected<void, Error> Netlink::apply(std::span<const Change> changes) {
  std::expected<void, Error> outcome;
  while (!changes.empty()) {
    const auto part = changes.first(std::min(changes.size(), most_at_once));
    changes = changes.subspan(part.size());
    std::vector<Request> requests;
    requests.reserve(part.size());
    for (const Change& change : part) requests.push_back(request_of(change));
    if (const auto asked = state_->ask(requests); outcome) outcome = asked;
  }
  return outcome;
}

std::expected<int, Error> Netlink::create_macvlan(const MacvlanRequest& request) {
  if (request.name.empty() || request.name.size() >= IF_NAMESIZE) {
    return failure("make a macvlan",
                   fmt::format("\"{}\" is no name: 1 to {} characters", request.name, IF_NAMESIZE - 1));
  }
  std::vector<Request> requests = macvlan_requests(request);
  const auto before = link(request.name);
  const auto made = state_->ask(requests);
  const auto link_made = link(request.name);
  if (!made) {
    // Half of it would be taken for somebody else's: it has no mark.
    if (before && !*before && link_made && *link_made) [[maybe_unused]]
      const auto removed = delete_link((*link_made)->index);
    return std::unexpected{made.error()};
  }
  if (!link_made) return std::unexpected{link_made.error()};
  if (!*link_made) return failure(fmt::format("find the macvlan {}", request.name), "it is gone already");
  return (*link_made)->index;
}

std::expected<void, Error> Netlink::delete_link(int index) {
  std::vector<Request> requests;
  requests.push_back(delete_request(index));
  return state_->ask(requests);
}

std::expected<void, Error> Netlink::set_up(int index, bool up) {
  return apply(std::array{Change{SetUp{.index = index, .up = up}}});
}

std::expected<void, Error> Netlink::add_address(const InterfaceAddress& address,
                                                const std::optional<std::string>& label) {
  return apply(std::array{Change{AddAddress{.address = address, .label = label}}});
}

std::expected<void, Error> Netlink::remove_address(const InterfaceAddress& address) {
  return apply(std::array{Change{RemoveAddress{address}}});
}

std::expected<void, Error> Netlink::add_blackhole(const IpAddress& address) {
  return apply(std::array{Change{AddBlackhole{address}}});
}

std::expected<void, Error> Netlink::remove_blackhole(const IpAddress& address) {
  return apply(std::array{Change{RemoveBlackhole{address}}});
}

}  // namespace vrrpspec::impl
