// Links, addresses and routes of the machine, through libnl-route. Every call waits for the kernel's answer. Changes
// can be asked for together: the kernel makes them in one system call, so that not even SIGKILL comes between them.
#pragma once

#include <cstdint>
#include <expected>
#include <functional>
#include <memory>
#include <optional>
#include <span>
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
std::string text_of(const InterfaceAddress& address);  ///< "192.0.2.1/24"

/// An address with all that the kernel knows of it, so that it can be put somewhere exactly as it was.
struct AddressImage {
  InterfaceAddress address;
  std::vector<std::uint8_t> octets;  ///< of an RTM_NEWADDR message, after its netlink header
  friend bool operator==(const AddressImage&, const AddressImage&) = default;
};

/// The same of a route that leaves by one interface.
struct RouteImage {
  std::string destination;           ///< "198.51.100.0/24", for messages
  std::vector<std::uint8_t> octets;  ///< of an RTM_NEWROUTE message, after its netlink header
  friend bool operator==(const RouteImage&, const RouteImage&) = default;
};

struct MacvlanRequest {
  int lower{0};
  std::string name;
  MacAddress mac{};
  std::string alias;
};

/// What apply() can be asked for. "No error" below: the end is reached, whoever reached it.
struct SetUp {
  int index{0};
  bool up{false};
  friend bool operator==(const SetUp&, const SetUp&) = default;
};
/// IPv6 without Duplicate Address Detection, since the other router's copy is no duplicate, and never chosen as a
/// source where there is another. Already there: no error.
struct AddAddress {
  InterfaceAddress address;
  std::optional<std::string> label{};
  bool leads{false};  ///< its route to the prefix comes before those of other interfaces; else behind them
  friend bool operator==(const AddAddress&, const AddAddress&) = default;
};
/// Not there: no error.
struct RemoveAddress {
  InterfaceAddress address;
  friend bool operator==(const RemoveAddress&, const RemoveAddress&) = default;
};
/// Puts the address on an interface, its own or another. Already there: no error.
struct PlaceAddress {
  AddressImage image;
  int index{0};
  friend bool operator==(const PlaceAddress&, const PlaceAddress&) = default;
};
/// Takes exactly that address from its interface. Not there: no error.
struct TakeAddress {
  AddressImage image;
  friend bool operator==(const TakeAddress&, const TakeAddress&) = default;
};
/// Puts the route on an interface, beside any of the same destination. Already there: no error.
struct PlaceRoute {
  RouteImage image;
  int index{0};
  friend bool operator==(const PlaceRoute&, const PlaceRoute&) = default;
};
/// Takes exactly that route from its interface. Not there: no error.
struct TakeRoute {
  RouteImage image;
  friend bool operator==(const TakeRoute&, const TakeRoute&) = default;
};
/// A host route that drops without an answer, marked as the daemon's own. Already there: no error.
struct AddBlackhole {
  IpAddress address;
  friend bool operator==(const AddBlackhole&, const AddBlackhole&) = default;
};
struct RemoveBlackhole {
  IpAddress address;
  friend bool operator==(const RemoveBlackhole&, const RemoveBlackhole&) = default;
};
using Change = std::variant<SetUp, AddAddress, RemoveAddress, PlaceAddress, TakeAddress, PlaceRoute, TakeRoute,
                            AddBlackhole, RemoveBlackhole>;

class Netlink {
 public:
  static std::expected<Netlink, Error> open();
  Netlink(Netlink&&) noexcept;
  Netlink& operator=(Netlink&&) noexcept;
  ~Netlink();

  std::expected<std::vector<Link>, Error> links();
  std::expected<std::optional<Link>, Error> link(std::string_view name);
  std::expected<std::optional<Link>, Error> link(int index);
  std::expected<std::vector<InterfaceAddress>, Error> addresses();
  std::expected<std::vector<IpAddress>, Error> blackholes();  ///< the daemon's own

  /// The addresses of one interface; none where there is no such interface.
  std::expected<std::vector<AddressImage>, Error> address_images(int index);
  /// The IPv4 routes that leave by this interface alone and that the kernel does not make by itself with an address, in
  /// an order in which they can be placed.
  std::expected<std::vector<RouteImage>, Error> route_images(int index);

  /// Asks for all of them in order, in one system call (for each 200 of them). A failure keeps no later change from
  /// being made; the error names the first that failed.
  std::expected<void, Error> apply(std::span<const Change> changes);

  /// Down, no IPv6 address made by the kernel (7.4). Returns its index. A killed process leaves none without its alias.
  std::expected<int, Error> create_macvlan(const MacvlanRequest& request);
  /// Not there: no error.
  std::expected<void, Error> delete_link(int index);

  std::expected<void, Error> set_up(int index, bool up);
  std::expected<void, Error> add_address(const InterfaceAddress& address, const std::optional<std::string>& label);
  std::expected<void, Error> remove_address(const InterfaceAddress& address);
  std::expected<void, Error> add_blackhole(const IpAddress& address);
  std::expected<void, Error> remove_blackhole(const IpAddress& address);

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
/// A blackhole route of the daemon's own was removed, by whomever.
struct BlackholeGone {
  IpAddress address;
};
/// Events were lost: read everything anew.
struct EventsLost {};
using KernelEvent = std::variant<LinkChanged, LinkGone, AddressAdded, AddressGone, BlackholeGone, EventsLost>;

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
