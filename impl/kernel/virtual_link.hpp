// The link of one virtual router: a macvlan with its virtual MAC address on the router's interface. It is up exactly
// while the router is Master, so that frames to the virtual MAC address are taken in then and only then (335), (645).
// Where packets to the virtual addresses are to be accepted (650), the addresses are on it and the kernel answers ARP
// and Neighbor Solicitations with the virtual MAC address; where not, the addresses are nowhere in the kernel, a
// blackhole route drops what is sent to them, and the daemon answers. An object that goes without remove() leaves
// everything to UndoRecord::repair().
#pragma once

#include <expected>
#include <optional>
#include <string>
#include <vector>

#include "impl/config/configuration.hpp"
#include "impl/error.hpp"
#include "impl/kernel/netlink.hpp"
#include "impl/kernel/undo_record.hpp"

namespace vrrpspec::impl {

struct VirtualLinkPlan {
  Link lower;        ///< the router's interface
  std::string name;  ///< of the macvlan
  Family family{Family::ipv4};
  Vrid vrid{*Vrid::from(1)};
  bool owner{false};   ///< addresses on the interface are ours: they move to the macvlan while Master, and back
  bool accepts{true};  ///< packets to the addresses: owner, or Accept_Mode
  std::vector<VirtualAddress> addresses;  ///< advertised and excluded; `device`: not on the macvlan
};

class VirtualLink {
 public:
  /// Makes the macvlan, down, and silences the answers of the interface itself: arp_ignore of the interface is at
  /// least 1. Everything done is in `record` before it is done. Both outlive the link.
  static std::expected<VirtualLink, Error> create(Netlink& netlink, UndoRecord& record, VirtualLinkPlan plan);

  /// (410), (145): takes in frames to the virtual MAC address, forwards them, accepts what is to be accepted. After an
  /// error it is active all the same, with what the kernel allowed.
  std::expected<void, Error> activate();
  /// (765), (670): neither, any more. After an error it is inactive as far as the kernel allowed.
  std::expected<void, Error> deactivate();
  /// Puts back what somebody else took away while it was active or inactive, the macvlan itself too (with another
  /// index); does nothing when all is in place.
  std::expected<void, Error> repair();
  /// The plan changed in addresses, ownership or acceptance only.
  std::expected<void, Error> change(VirtualLinkPlan plan);
  /// Removes the macvlan and restores what create() and activate() changed, unless another virtual router needs it.
  std::expected<void, Error> remove();

  [[nodiscard]] int index() const { return index_; }
  [[nodiscard]] bool is_active() const { return active_; }
  [[nodiscard]] const VirtualLinkPlan& plan() const { return plan_; }

 private:
  VirtualLink(Netlink& netlink, UndoRecord& record, VirtualLinkPlan plan);
  std::expected<void, Error> claim_name();
  std::expected<void, Error> make_link();
  std::expected<void, Error> quiet_interface();
  std::expected<void, Error> settle_settings();
  std::expected<void, Error> note_taken();
  std::expected<void, Error> note_lent();
  std::expected<void, Error> forget_lent(const VirtualLinkPlan* staying);
  std::expected<void, Error> bring();
  std::expected<void, Error> leave_interface(const Taken& taken, bool all_arrived);
  std::expected<void, Error> give_back(const std::vector<AddressImage>& images, std::vector<Change> more);
  /// What is in the kernel for the plan while active, besides what was taken from the interface.
  [[nodiscard]] std::vector<Change> belongings() const;

  Netlink* netlink_;
  UndoRecord* record_;
  VirtualLinkPlan plan_;
  int index_{0};
  bool active_{false};
  std::vector<std::string> raised_;  ///< settings of the interface that we use
  std::vector<Lent> lent_;
  std::optional<Lent> place_holder_;  ///< on an interface whose last IPv4 address we took
};

}  // namespace vrrpspec::impl
