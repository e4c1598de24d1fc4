#include "impl/kernel/undo_file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <linux/if_addr.h>
#include <linux/rtnetlink.h>
#include <unistd.h>

#include <boost/json.hpp>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <fstream>
#include <iterator>
#include <stdexcept>

#include "impl/descriptor.hpp"

namespace vrrpspec::impl {
namespace {

namespace json = boost::json;

constexpr std::size_t longest_image = 2048;  ///< of an address or a route with all its attributes

// ---- writing --------------------------------------------------------------------------------------------------------

std::string hexadecimal(const std::vector<std::uint8_t>& octets) {
  return fmt::format("{:02x}", fmt::join(octets, ""));
}

json::object written(const InterfaceReference& interface) {
  return {{"index", interface.index}, {"name", interface.name}};
}

json::object written(const InterfaceAddress& address) {
  return {{"interface_index", address.interface_index},
          {"address", to_string(address.address)},
          {"prefix_length", address.prefix_length}};
}

json::object written(const AddressImage& image) {
  return {{"is", written(image.address)}, {"octets", hexadecimal(image.octets)}};
}

json::object written(const RouteImage& image) {
  return {{"destination", image.destination}, {"octets", hexadecimal(image.octets)}};
}

json::object written(const Raised& raised) {
  return {{"path", raised.path},
          {"before", raised.before},
          {"now", raised.now},
          {"interface_index", raised.interface_index},
          {"users", raised.users}};
}

json::object written(const Lent& lent) {
  return {{"to", written(lent.to)}, {"address", written(lent.address)}};
}

json::object written(const Taken& taken);

template <typename Item>
json::array written(const std::vector<Item>& items) {
  json::array array;
  for (const Item& item : items) array.push_back(written(item));
  return array;
}

json::object written(const Taken& taken) {
  return {{"taker", taken.taker},
          {"from", written(taken.from)},
          {"addresses", written(taken.addresses)},
          {"routes", written(taken.routes)}};
}

// ---- reading: Boost.JSON throws on what is missing or of another type, and so do we ---------------------------------

std::string text(const json::value& value) {
  return std::string{value.as_string()};
}

std::vector<std::uint8_t> octets(const json::value& value, std::size_t at_least) {
  const std::string digits = text(value);
  std::vector<std::uint8_t> octets;
  for (std::size_t at = 0; at + 1 < digits.size(); at += 2) {
    std::uint8_t octet = 0;
    const char* const end = &digits[at] + 2;
    if (std::from_chars(&digits[at], end, octet, 16).ptr != end) throw std::invalid_argument{"not hexadecimal"};
    octets.push_back(octet);
  }
  if (octets.size() < at_least || octets.size() > longest_image) {
    throw std::invalid_argument{"a kernel message is too short or too long"};
  }
  return octets;
}

template <typename Item>
Item read(const json::value& value);

template <typename Item>
std::vector<Item> read_all(const json::value& value) {
  std::vector<Item> items;
  for (const json::value& item : value.as_array()) items.push_back(read<Item>(item));
  return items;
}

template <>
InterfaceReference read(const json::value& value) {
  return {.index = json::value_to<int>(value.at("index")), .name = text(value.at("name"))};
}

template <>
InterfaceAddress read(const json::value& value) {
  const auto address = IpAddress::parse(text(value.at("address")));
  if (!address) throw std::invalid_argument{"not an address"};
  return {.interface_index = json::value_to<int>(value.at("interface_index")),
          .address = *address,
          .prefix_length = json::value_to<unsigned>(value.at("prefix_length"))};
}

template <>
AddressImage read(const json::value& value) {
  return {.address = read<InterfaceAddress>(value.at("is")), .octets = octets(value.at("octets"), sizeof(ifaddrmsg))};
}

template <>
RouteImage read(const json::value& value) {
  return {.destination = text(value.at("destination")), .octets = octets(value.at("octets"), sizeof(rtmsg))};
}

template <>
Raised read(const json::value& value) {
  return {.path = text(value.at("path")),
          .before = text(value.at("before")),
          .now = text(value.at("now")),
          .interface_index = json::value_to<int>(value.at("interface_index")),
          .users = json::value_to<unsigned>(value.at("users"))};
}

template <>
Lent read(const json::value& value) {
  return {.to = read<InterfaceReference>(value.at("to")), .address = read<InterfaceAddress>(value.at("address"))};
}

template <>
Taken read(const json::value& value) {
  return {.taker = text(value.at("taker")),
          .from = read<InterfaceReference>(value.at("from")),
          .addresses = read_all<AddressImage>(value.at("addresses")),
          .routes = read_all<RouteImage>(value.at("routes"))};
}

std::unexpected<Error> cannot_write(const std::filesystem::path& file) {
  return std::unexpected{
      Error{fmt::format("cannot write {}: {}; without it nothing is changed, because a crash could not be mended",
                        file.string(), std::strerror(errno))}};
}

}  // namespace

std::expected<UndoContents, Error> read_undo_file(const std::filesystem::path& file) {
  std::error_code error;
  if (!std::filesystem::exists(file, error) && !error) return UndoContents{};
  std::ifstream stream{file};
  const std::string content{std::istreambuf_iterator<char>{stream}, {}};
  try {
    const json::value value = json::parse(content);
    return UndoContents{.raised = read_all<Raised>(value.at("raised")),
                        .taken = read_all<Taken>(value.at("taken")),
                        .lent = read_all<Lent>(value.at("lent"))};
  } catch (const std::exception& reason) {
    return std::unexpected{Error{fmt::format(
        "{} does not read ({}): it holds what an earlier run changed, addresses taken from interfaces among it. See "
        "that they are in place (`ip address`), then remove the file and start again",
        file.string(), reason.what())}};
  }
}

std::expected<void, Error> write_undo_file(const std::filesystem::path& file, const UndoContents& contents) {
  if (contents.raised.empty() && contents.taken.empty() && contents.lent.empty()) {
    if (unlink(file.c_str()) != 0 && errno != ENOENT) return cannot_write(file);
    return {};
  }
  const std::string text =
      json::serialize(json::object{
          {"raised", written(contents.raised)}, {"taken", written(contents.taken)}, {"lent", written(contents.lent)}}) +
      "\n";
  const std::string draft = file.string() + ".new";
  {
    const Descriptor descriptor{open(draft.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600)};
    if (!descriptor) return cannot_write(file);
    if (write(descriptor.number(), text.data(), text.size()) != static_cast<ssize_t>(text.size())) {
      return cannot_write(file);
    }
  }
  if (rename(draft.c_str(), file.c_str()) != 0) return cannot_write(file);
  return {};
}

}  // namespace vrrpspec::impl
