// Links, addresses and routes of the machine, through libnl-route. Every call waits for the kernel's answer.
#pragma once

#include <cstdint>
#include <expected>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "impl/error.hpp"
#include "model/types.hpp"

namespace vrrpspec::impl {

struct Link {
  int index{0};
  std::string name;
  MacAddress mac{};
  bool is_up{false};       ///< administratively
  bool is_running{false};  ///< up, and its carrier is there
  unsigned mtu{0};
  std::string kind;  ///< "macvlan", "veth"; empty for hardware
  std::string alias;
  int lower{0};  ///< index of the link a macvlan stands on, 0 for none
  friend bool operator==(const Link&, const Link&) = default;
};

struct InterfaceAddress {
  int interface_index{0};
  IpAddress address;
  unsigned prefix_length{0};
  bool is_usable{true};  ///< neither tentative nor a duplicate
  friend bool operator==(const InterfaceAddress&, const InterfaceAddress&) = default;
};

struct MacvlanRequest {
  int lower{0};
  std::string name;
  MacAddress mac{};
  std::string alias;
};

class Netlink {
 public:
  static std::expected<Netlink, Error> open();
  Netlink(Netlink&&) noexcept;
  Netlink& operator=(Netlink&&) noexcept;
  ~Netlink();

  std::expected<std::vector<Link>, Error> links();
  std::expected<std::optional<Link>, Error> link(std::string_view name);
  std::expected<std::vector<InterfaceAddress>, Error> addresses();

  /// Mode private, down, no IPv6 address made by the kernel (7.4). Returns its index.
  std::expected<int, Error> create_macvlan(const MacvlanRequest& request);
  std::expected<void, Error> delete_link(int index);
  std::expected<void, Error> set_up(int index, bool up);

  /// IPv6 without Duplicate Address Detection: the other router's copy is no duplicate. Already there: no error.
  std::expected<void, Error> add_address(const InterfaceAddress& address, const std::optional<std::string>& label);
  /// Not there: no error.
  std::expected<void, Error> remove_address(const InterfaceAddress& address);

  /// A host route that drops without an answer, marked as the daemon's own.
  std::expected<void, Error> add_blackhole(const IpAddress& address);
  std::expected<void, Error> remove_blackhole(const IpAddress& address);
  std::expected<std::vector<IpAddress>, Error> blackholes();  ///< the daemon's own

 private:
  struct State;
  explicit Netlink(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

struct LinkChanged {
  Link link;
};
struct LinkGone {
  int index{0};
  std::string name;
};
struct AddressAdded {
  InterfaceAddress address;
};
struct AddressGone {
  InterfaceAddress address;
};
/// Events were lost: read everything anew.
struct EventsLost {};
using KernelEvent = std::variant<LinkChanged, LinkGone, AddressAdded, AddressGone, EventsLost>;

/// What changes in the kernel, whoever changes it.
class KernelEvents {
 public:
  static std::expected<KernelEvents, Error> open();
  KernelEvents(KernelEvents&&) noexcept;
  KernelEvents& operator=(KernelEvents&&) noexcept;
  ~KernelEvents();
  [[nodiscard]] int descriptor() const;
  /// Reads what waits.
  void receive(const std::function<void(const KernelEvent&)>& on_event);

 private:
  struct State;
  explicit KernelEvents(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace vrrpspec::impl
