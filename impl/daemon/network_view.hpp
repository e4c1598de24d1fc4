// The machine's links and addresses as the kernel told of them, kept up to date by its events. Values only.
#pragma once

#include <map>
#include <optional>
#include <string_view>
#include <vector>

#include "impl/config/configuration.hpp"
#include "impl/kernel/netlink.hpp"

namespace vrrpspec::impl {

class NetworkView {
 public:
  void replace(const std::vector<Link>& links, const std::vector<InterfaceAddress>& addresses);
  /// EventsLost changes nothing here: whoever gets it reads everything anew.
  void apply(const KernelEvent& event);

  /// Null when there is none of that name.
  [[nodiscard]] const Link* find(std::string_view name) const;
  [[nodiscard]] const Link* find(int index) const;
  [[nodiscard]] bool has(int interface_index, const IpAddress& address) const;

  /// One of the daemon's macvlans is on it: an owner's addresses may be there.
  [[nodiscard]] bool has_our_link_on(const Link& link) const;

  /// 1.6 and 5.1.2.1: the address adverts come from: the configured one, else the first real IPv4 address or the first
  /// usable link-local IPv6 address of the interface. Virtual addresses are real ones for their owner only.
  [[nodiscard]] std::optional<IpAddress> primary_address(const Link& link,
                                                         const InstanceConfiguration& configuration) const;

 private:
  std::map<int, Link> links_;
  std::vector<InterfaceAddress> addresses_;
};

}  // namespace vrrpspec::impl
