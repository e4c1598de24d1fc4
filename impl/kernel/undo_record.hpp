// What the daemon changed in the kernel and how it was before: a file in the run directory, written before each change,
// so that the next start can undo what a killed daemon left. Macvlans and blackhole routes are recognised by their mark
// and need no record.
#pragma once

#include <expected>
#include <filesystem>
#include <string>
#include <vector>

#include "impl/error.hpp"
#include "impl/kernel/netlink.hpp"

namespace vrrpspec::impl {

class UndoRecord {
 public:
  /// Reads what an earlier daemon left in `file`; a file that is not there is an empty record, a broken one an error.
  static std::expected<UndoRecord, Error> open(const std::filesystem::path& file);

  /// Sets a sysctl below /proc/sys ("net/ipv4/conf/eth0/arp_ignore"), remembering the value it had; users are counted.
  std::expected<void, Error> set_sysctl(const std::string& path, const std::string& value);
  /// The last user puts the old value back, unless somebody else changed it meanwhile.
  std::expected<void, Error> restore_sysctl(const std::string& path);

  /// An address that is taken from an interface, and put back.
  std::expected<void, Error> take_address(Netlink& netlink, const InterfaceAddress& address);
  std::expected<void, Error> put_back_address(Netlink& netlink, const InterfaceAddress& address);

  /// Undoes everything that a daemon which did not end by itself left: macvlans and routes with the mark, sysctls,
  /// addresses. Returns a sentence for each thing that was mended.
  std::expected<std::vector<std::string>, Error> repair(Netlink& netlink);

 private:
  struct Entry;
  std::filesystem::path file_;
  std::vector<Entry> entries_;
};

}  // namespace vrrpspec::impl
