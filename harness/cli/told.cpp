#include "harness/cli/told.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <ranges>

#include "harness/cli/program.hpp"
#include "harness/dut/vrrpspecd.hpp"
#include "harness/text/duration.hpp"

namespace vrrpspec::cli {
namespace {

using monitor::Told;

std::optional<unsigned> number_of(std::string_view text, unsigned most) {
  unsigned number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size() || number == 0 || number > most) return std::nullopt;
  return number;
}

std::optional<Centiseconds> centiseconds_of(double seconds) {
  constexpr double most = 40.95;  // Max Adver Int has 12 bits; VRRPv2 counts to 255 s
  constexpr double most_v2 = 255;
  if (!(seconds >= 0.01) || seconds > most_v2 || (seconds > most && seconds != std::floor(seconds)))
    return std::nullopt;
  return Centiseconds{static_cast<std::uint16_t>(std::lround(seconds * 100))};
}

/// What is wrong with it; empty when it was taken.
std::string take(Told& told, std::string_view key, std::string_view value) {
  if (key == "prio" || key == "priority") {
    const auto number = number_of(value, 255);
    if (!number) return fmt::format("'{}' is no priority: write 1 to 255", value);
    told.priority = Priority{static_cast<std::uint8_t>(*number)};
  } else if (key == "preempt") {
    if (value != "yes" && value != "no") return fmt::format("preempt is yes or no, not '{}'", value);
    told.preempt_mode = value == "yes";
  } else if (key == "vrid") {
    const auto number = number_of(value, 255);
    if (!number) return fmt::format("'{}' is no VRID: write 1 to 255", value);
    told.vrid = Vrid::from(*number);
  } else if (key == "interval") {
    const auto duration = harness::parse_duration(value);
    if (duration) told.interval = centiseconds_of(std::chrono::duration<double>{*duration}.count());
    if (!told.interval) return fmt::format("'{}' is no Advertisement_Interval: write 10ms to 255s", value);
  } else {
    return fmt::format("there is no '{}': write prio, preempt, interval or vrid", key);
  }
  return {};
}

/// The text before the first '=', as an address, and what is behind it.
std::pair<std::optional<IpAddress>, std::string_view> split_address(std::string_view text) {
  const std::size_t at = text.find('=');
  if (at == std::string_view::npos) return {std::nullopt, text};
  const auto address = IpAddress::parse(std::string{text.substr(0, at)});
  return address ? std::pair{address, text.substr(at + 1)} : std::pair{address, text};
}

/// One vrrp_instance of a dump.
struct DumpedInstance {
  Told told;
  std::optional<IpAddress> source;
  std::optional<Family> family;
};

void read_line(DumpedInstance& instance, std::string_view word, std::string_view value) {
  if (word == "virtual_router_id") {
    if (const auto number = number_of(value, 255)) instance.told.vrid = Vrid::from(*number);
  } else if (word == "priority") {
    if (const auto number = number_of(value, 255))
      instance.told.priority = Priority{static_cast<std::uint8_t>(*number)};
  } else if (word == "advert_int") {
    double seconds = 0;
    std::from_chars(value.data(), value.data() + value.size(), seconds);
    instance.told.interval = centiseconds_of(seconds);
  } else if (word == "preempt" || word == "nopreempt") {
    instance.told.preempt_mode = word == "preempt";
  } else if (word == "preempt_delay" && value != "0") {
    instance.told.preempt_mode.reset();  // no for a while, then yes
  } else if (word == "mcast_src_ip" || word == "unicast_src_ip") {
    instance.source = IpAddress::parse(std::string{value});
  } else if (!instance.family && word.contains('/')) {
    const auto address = IpAddress::parse(std::string{word.substr(0, word.find('/'))});
    if (address) instance.family = address->family();
  }
}

std::vector<DumpedInstance> read_dump(std::string_view dump) {
  constexpr std::string_view begin = "vrrp_instance ";
  std::vector<DumpedInstance> instances;
  for (const auto part : std::views::split(dump, '\n')) {
    std::string_view line{part};
    if (line.starts_with(begin)) instances.emplace_back();
    if (instances.empty() || !line.starts_with(' ')) continue;
    line.remove_prefix(std::min(line.find_first_not_of(' '), line.size()));
    const std::size_t blank = std::min(line.find(' '), line.size());
    read_line(instances.back(), line.substr(0, blank), line.substr(std::min(blank + 1, line.size())));
  }
  return instances;
}

}  // namespace

std::expected<std::vector<Told>, std::string> parse_told(std::string_view text) {
  const auto [address, words] = split_address(text);
  if (!address) {
    return std::unexpected{
        fmt::format("'{}' names no router: write the source of its adverts first, as in 192.0.2.11=prio:150", text)};
  }
  Told told{.router = *address};
  for (const auto part : std::views::split(words, ',')) {
    const std::string_view word{part};
    const std::size_t colon = word.find(':');
    if (colon == std::string_view::npos) {
      return std::unexpected{fmt::format("'{}' has no value: write KEY:VALUE, as in prio:150", word)};
    }
    if (std::string why = take(told, word.substr(0, colon), word.substr(colon + 1)); !why.empty()) {
      return std::unexpected{std::move(why)};
    }
  }
  if (!told.priority && !told.preempt_mode && !told.interval) {
    return std::unexpected{fmt::format("'{}' says nothing of the router: write prio, preempt or interval", text)};
  }
  return std::vector{told};
}

std::expected<std::vector<Told>, std::string> told_by_dump(std::string_view dump,
                                                           const std::optional<IpAddress>& source) {
  std::vector<Told> all;
  bool unnamed = false;
  for (DumpedInstance& instance : read_dump(dump)) {
    if (!instance.source && (!source || source->family() != instance.family)) {
      unnamed = true;
      continue;
    }
    instance.told.router = instance.source ? *instance.source : *source;
    const auto same = std::ranges::find_if(
        all, [&](const Told& each) { return each.router == instance.told.router && each.vrid == instance.told.vrid; });
    if (same != all.end() && *same != instance.told) {
      return std::unexpected{
          fmt::format("two instances have VRID {} and differ, as on two interfaces: say with --router "
                      "which is asked about",
                      instance.told.vrid ? instance.told.vrid->number() : 0)};
    }
    all.push_back(instance.told);
  }
  if (!all.empty()) return all;
  return std::unexpected{std::string{
      unnamed ? "the file does not say which router it is of: write the source of its adverts before it, as in "
                "192.0.2.11=keepalived.conf, of the family of its virtual addresses"
              : "there is no vrrp_instance in the file"}};
}

std::expected<std::vector<Told>, std::string> told_by_configuration(std::string_view text) {
  const auto [address, file] = split_address(text);
  const std::string program = harness::vrrpspecd_program();
  const auto dump = run_program({program, "--dump-config", "-c", std::string{file}});
  if (!dump) return std::unexpected{fmt::format("cannot run {}, which reads keepalived.conf", program)};
  if (dump->exit_status != 0) return std::unexpected{fmt::format("{} cannot be used:\n{}", file, dump->text)};
  auto told = told_by_dump(dump->text, address);
  // keepalived ignores nopreempt with state MASTER, vrrpspecd does not, and says so: which of them runs is not known.
  const bool is_disputed = dump->text.contains("keepalived ignores nopreempt with state MASTER");
  if (told && is_disputed)
    for (Told& each : *told) each.preempt_mode.reset();
  return told;
}

}  // namespace vrrpspec::cli
