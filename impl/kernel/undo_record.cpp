#include "impl/kernel/undo_record.hpp"

#include <fmt/format.h>
#include <net/if.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <system_error>
#include <utility>

#include "impl/kernel/sysctl.hpp"
#include "model/assert.hpp"

namespace vrrpspec::impl {
namespace {

int number_of(const std::string& text) {
  int number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

/// The place of the interface in "net/ipv4/conf/eth0/arp_ignore". A name may hold a dot, never a slash.
std::pair<std::size_t, std::size_t> interface_in(const std::string& path) {
  const std::size_t end = path.rfind('/');
  const std::size_t begin = path.rfind('/', end - 1) + 1;
  return {begin, end - begin};
}

/// Where the setting is now: interfaces may have been renamed.
std::string path_now(const Raised& raised) {
  std::array<char, IF_NAMESIZE> name{};
  if (if_indextoname(static_cast<unsigned>(raised.interface_index), name.data()) == nullptr) return raised.path;
  std::string path = raised.path;
  const auto [begin, size] = interface_in(path);
  return path.replace(begin, size, name.data());
}

/// True when the old value is back; false when somebody else decided meanwhile, or the interface is gone.
std::expected<bool, Error> restore(const Raised& raised) {
  const std::string path = path_now(raised);
  const auto value = read_sysctl(path);
  if (!value) return std::unexpected{value.error()};
  if (*value != raised.now) return false;
  if (const auto written = write_sysctl(path, raised.before); !written) return std::unexpected{written.error()};
  return true;
}

std::expected<std::optional<Link>, Error> find(Netlink& netlink, const InterfaceReference& interface) {
  auto by_name = netlink.link(interface.name);
  if (!by_name || *by_name) return by_name;
  return netlink.link(interface.index);
}

}  // namespace

std::expected<UndoRecord, Error> UndoRecord::open(const std::filesystem::path& file) {
  auto contents = read_undo_file(file);
  if (!contents) return std::unexpected{std::move(contents.error())};
  std::error_code no_folder;
  const std::filesystem::path whole = std::filesystem::absolute(file, no_folder);
  return UndoRecord{no_folder ? file : whole, *std::move(contents)};
}

std::expected<void, Error> UndoRecord::save() const {
  return write_undo_file(file_, contents_);
}

// ---- settings -------------------------------------------------------------------------------------------------------

bool UndoRecord::holds_sysctl(const std::string& path) const {
  return std::ranges::find(contents_.raised, path, &Raised::path) != contents_.raised.end();
}

std::expected<bool, Error> UndoRecord::raise_sysctl(const std::string& path, int minimum) {
  const auto value = read_sysctl(path);
  if (!value) return std::unexpected{value.error()};
  if (!*value) return false;
  auto held = std::ranges::find(contents_.raised, path, &Raised::path);
  const bool is_high = number_of(**value) >= minimum;
  if (held == contents_.raised.end()) {
    if (is_high) return false;
    const auto [begin, size] = interface_in(path);
    contents_.raised.push_back({.path = path,
                                .before = **value,
                                .now = std::to_string(minimum),
                                .interface_index = static_cast<int>(if_nametoindex(path.substr(begin, size).c_str())),
                                .users = 0});
    held = contents_.raised.end() - 1;
  }
  ++held->users;
  auto outcome = save();
  if (outcome && !is_high) outcome = write_sysctl(path, std::to_string(minimum));
  if (outcome) return true;
  if (--held->users == 0) contents_.raised.erase(held);
  [[maybe_unused]] const auto saved = save();
  return std::unexpected{std::move(outcome.error())};
}

std::expected<void, Error> UndoRecord::give_up_sysctl(const std::string& path) {
  const auto held = std::ranges::find(contents_.raised, path, &Raised::path);
  VRRPSPEC_ASSERT(held != contents_.raised.end());
  if (--held->users == 0) {
    const auto restored = restore(*held);
    contents_.raised.erase(held);
    if (!restored) {
      [[maybe_unused]] const auto saved = save();
      return std::unexpected{restored.error()};
    }
  }
  return save();
}

// ---- addresses ------------------------------------------------------------------------------------------------------

const Taken* UndoRecord::taken_by(const std::string& taker) const {
  const auto found = std::ranges::find(contents_.taken, taker, &Taken::taker);
  return found == contents_.taken.end() ? nullptr : &*found;
}

std::expected<void, Error> UndoRecord::note(const Taken& taken) {
  const auto found = std::ranges::find(contents_.taken, taken.taker, &Taken::taker);
  if (found == contents_.taken.end()) {
    contents_.taken.push_back(taken);
    return save();
  }
  for (const AddressImage& image : taken.addresses) {
    std::erase_if(found->addresses, [&](const AddressImage& old) { return old.address == image.address; });
    found->addresses.push_back(image);
  }
  for (const RouteImage& image : taken.routes) {
    if (std::ranges::find(found->routes, image) == found->routes.end()) found->routes.push_back(image);
  }
  return save();
}

std::expected<void, Error> UndoRecord::forget_taken(const std::string& taker,
                                                    const std::vector<InterfaceAddress>& addresses) {
  const auto found = std::ranges::find(contents_.taken, taker, &Taken::taker);
  if (found == contents_.taken.end()) return {};
  std::erase_if(found->addresses, [&](const AddressImage& image) {
    return std::ranges::find(addresses, image.address) != addresses.end();
  });
  if (found->addresses.empty()) contents_.taken.erase(found);
  return save();
}

std::expected<void, Error> UndoRecord::note(const Lent& lent) {
  if (std::ranges::find(contents_.lent, lent) == contents_.lent.end()) contents_.lent.push_back(lent);
  return save();
}

std::expected<void, Error> UndoRecord::forget(const Lent& lent) {
  std::erase(contents_.lent, lent);
  return save();
}

// ---- repair ---------------------------------------------------------------------------------------------------------

namespace {

/// Collects what was mended and the first thing that could not be.
class Mending {
 public:
  bool did(const std::expected<void, Error>& outcome, std::string sentence) {
    if (!outcome) {
      if (!error_) error_ = outcome.error();
      return false;
    }
    sentences_.push_back(std::move(sentence));
    return true;
  }
  bool failed(const Error& error) {
    if (!error_) error_ = error;
    return false;
  }
  [[nodiscard]] std::expected<std::vector<std::string>, Error> outcome() const {
    if (error_) return std::unexpected{*error_};
    return sentences_;
  }

 private:
  std::vector<std::string> sentences_;
  std::optional<Error> error_;
};

/// True when nothing is left to be done for it. What is in place is not told.
bool put_back(Netlink& netlink, const Taken& taken, Mending& mending) {
  const auto link = find(netlink, taken.from);
  if (link && !*link) return true;  // the interface went, and its addresses with it
  const auto present = link ? netlink.address_images((*link)->index) : std::unexpected{link.error()};
  if (!present) return mending.failed(present.error());
  bool whole = true, moved = false;
  for (const AddressImage& image : taken.addresses) {
    const auto is_it = [&](const AddressImage& other) { return other.address.address == image.address.address; };
    if (std::ranges::any_of(*present, is_it)) continue;
    moved = true;
    const std::array changes{Change{PlaceAddress{.image = image, .index = (*link)->index}}};
    whole &=
        mending.did(netlink.apply(changes), fmt::format("{} is on {} again", text_of(image.address), (*link)->name));
  }
  if (!(*link)->is_up) return whole;  // routes need an interface that is up, and went when it went down
  for (const RouteImage& image : taken.routes) {
    const std::array changes{Change{PlaceRoute{.image = image, .index = (*link)->index}}};
    const auto placed = netlink.apply(changes);
    if (placed && !moved) continue;
    whole &= mending.did(placed, fmt::format("the route to {} leaves by {} again", image.destination, (*link)->name));
  }
  return whole;
}

bool call_in(Netlink& netlink, const Lent& lent, Mending& mending) {
  const auto link = find(netlink, lent.to);
  if (link && !*link) return true;
  const auto present = link ? netlink.address_images((*link)->index) : std::unexpected{link.error()};
  if (!present) return mending.failed(present.error());
  InterfaceAddress address = lent.address;
  address.interface_index = (*link)->index;
  const auto is_it = [&](const AddressImage& image) { return image.address.address == address.address; };
  if (std::ranges::none_of(*present, is_it)) return true;
  return mending.did(netlink.remove_address(address),
                     fmt::format("{} is no longer on {}", text_of(address), (*link)->name));
}

void remove_marked(Netlink& netlink, Mending& mending) {
  const auto links = netlink.links();
  if (!links) {
    mending.failed(links.error());
    return;
  }
  for (const Link& link : *links) {
    if (link.kind != "macvlan" || !link.alias.starts_with(link_mark)) continue;
    mending.did(netlink.delete_link(link.index), fmt::format("the macvlan {} is gone", link.name));
  }
  const auto blackholes = netlink.blackholes();
  if (!blackholes) {
    mending.failed(blackholes.error());
    return;
  }
  for (const IpAddress& address : *blackholes) {
    mending.did(netlink.remove_blackhole(address), fmt::format("the blackhole for {} is gone", to_string(address)));
  }
}

}  // namespace

std::expected<void, Error> UndoRecord::check_no_other(Netlink& netlink) const {
  const auto links = netlink.links();
  if (!links) return std::unexpected{links.error()};
  for (const Link& link : *links) {
    const std::size_t at = link.alias.find(record_mark);
    if (link.kind != "macvlan" || !link.alias.starts_with(link_mark) || at == std::string::npos) continue;
    const std::filesystem::path other = link.alias.substr(at + record_mark.size());
    std::error_code unknown;
    const bool is_ours = other == file_ || std::filesystem::equivalent(other, file_, unknown);
    if (is_ours || !std::filesystem::exists(other, unknown)) continue;
    return std::unexpected{
        Error{fmt::format("the macvlan {} was left by a vrrpspecd that was killed, and {} says what else that one "
                          "changed: start it once with --run-dir {}, which mends it all, or remove that file",
                          link.name, other.string(), other.parent_path().string())}};
  }
  return {};
}

std::expected<std::vector<std::string>, Error> UndoRecord::repair(Netlink& netlink) {
  Mending mending;
  // Addresses are back before the macvlans that hold them go, so that they are missing at no time.
  std::erase_if(contents_.taken, [&](const Taken& taken) { return put_back(netlink, taken, mending); });
  remove_marked(netlink, mending);
  std::erase_if(contents_.lent, [&](const Lent& lent) { return call_in(netlink, lent, mending); });
  std::erase_if(contents_.raised, [&](const Raised& raised) {
    const auto restored = restore(raised);
    if (!restored) mending.failed(restored.error());
    if (restored && *restored) mending.did({}, fmt::format("{} is {} again", path_now(raised), raised.before));
    return restored.has_value();
  });
  if (const auto saved = save(); !saved) mending.failed(saved.error());
  return mending.outcome();
}

}  // namespace vrrpspec::impl
