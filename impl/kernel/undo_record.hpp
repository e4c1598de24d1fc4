// What the daemon changed in the kernel and how it was before: a file in the run directory, written before each change,
// so that the next start can undo what a killed daemon left. Macvlans and blackhole routes are recognised by their mark
// and need no record. The file is replaced as a whole, never written in part; it outlives the process, not the machine,
// as does what it describes. One daemon for each network namespace.
#pragma once

#include <expected>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "impl/error.hpp"
#include "impl/kernel/netlink.hpp"
#include "impl/kernel/undo_file.hpp"

namespace vrrpspec::impl {

/// The alias of the daemon's macvlans begins with this, and ends with the file of its record behind `record_mark`.
inline constexpr std::string_view link_mark = "vrrpspecd ";
inline constexpr std::string_view record_mark = " record ";

class UndoRecord {
 public:
  /// Reads what an earlier daemon left in `file`; a file that is not there is an empty record, a broken one an error.
  static std::expected<UndoRecord, Error> open(const std::filesystem::path& file);

  /// Sets a number below /proc/sys ("net/ipv4/conf/eth0/arp_ignore") to `minimum` unless it is as high already. True
  /// when the caller is counted as a user and has to give it up; false when there was nothing to do.
  std::expected<bool, Error> raise_sysctl(const std::string& path, int minimum);
  /// The last user puts the old value back, unless somebody else changed it meanwhile.
  std::expected<void, Error> give_up_sysctl(const std::string& path);
  [[nodiscard]] bool holds_sysctl(const std::string& path) const;

  /// To be called before addresses are taken, and after they are back. Adds to what the same taker took before.
  std::expected<void, Error> note(const Taken& taken);
  std::expected<void, Error> forget_taken(const std::string& taker, const std::vector<InterfaceAddress>& addresses);
  /// Null when it took nothing.
  [[nodiscard]] const Taken* taken_by(const std::string& taker) const;

  std::expected<void, Error> note(const Lent& lent);
  std::expected<void, Error> forget(const Lent& lent);

  /// With its whole path.
  [[nodiscard]] const std::filesystem::path& file() const { return file_; }

  /// An error when a macvlan names another record that is there: that of a daemon with another run directory, which was
  /// killed. Without that record its macvlans must not go, for they may hold an owner's addresses.
  [[nodiscard]] std::expected<void, Error> check_no_other(Netlink& netlink) const;
  /// Undoes everything that a daemon which did not end by itself left: addresses, macvlans and routes with the mark,
  /// sysctls. Returns a sentence for each thing that was mended. What cannot be mended stays in the record and is an
  /// error in the end.
  std::expected<std::vector<std::string>, Error> repair(Netlink& netlink);

 private:
  UndoRecord(std::filesystem::path file, UndoContents contents)
      : file_{std::move(file)}, contents_{std::move(contents)} {}
  std::expected<void, Error> save() const;

  std::filesystem::path file_;
  UndoContents contents_;
};

}  // namespace vrrpspec::impl
