#include "harness/cli/guest_plan.hpp"

#include <fmt/format.h>

#include <charconv>
#include <fstream>

namespace vrrpspec::cli {
namespace {

template <typename Number>
bool read_number(const std::string& text, Number& number) {
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
  return failure == std::errc{} && end == text.data() + text.size();
}

bool read_duration(const std::string& text, Duration& duration) {
  Duration::rep count = 0;
  if (!read_number(text, count)) return false;
  duration = Duration{count};
  return true;
}

bool take(GuestPlan& plan, const std::string& key, std::string value) {
  if (key == "name")
    plan.name = std::move(value);
  else if (key == "device")
    plan.device = std::move(value);
  else if (key == "profile")
    plan.profile = std::move(value);
  else if (key == "family")
    plan.ipv6 = value == "ipv6";
  else if (key == "path")
    plan.path = std::move(value);
  else if (key == "seed")
    return read_number(value, plan.seed);
  else if (key == "retries")
    return read_number(value, plan.retries);
  else if (key == "timeout_ns")
    return read_duration(value, plan.timeout);
  else if (key == "out")
    plan.out = std::move(value);
  else if (key == "files")
    plan.files = std::move(value);
  else if (key == "case")
    plan.cases.push_back(std::move(value));
  else
    return false;
  return true;
}

}  // namespace

std::expected<void, harness::Error> write_guest_plan(const GuestPlan& plan, const std::filesystem::path& file) {
  std::ofstream text{file};
  text << "name " << plan.name << "\ndevice " << plan.device << "\nprofile " << plan.profile << "\nfamily "
       << (plan.ipv6 ? "ipv6" : "ipv4") << "\npath " << plan.path << "\nseed " << plan.seed << "\nretries "
       << plan.retries << "\ntimeout_ns " << plan.timeout.count() << "\nout " << plan.out.string() << "\nfiles "
       << plan.files.string() << '\n';
  for (const std::string& id : plan.cases) text << "case " << id << '\n';
  text.flush();
  if (!text) return std::unexpected{harness::Error{"cannot write " + file.string() + ": is the disk full?"}};
  return {};
}

std::expected<GuestPlan, harness::Error> read_guest_plan(const std::filesystem::path& file) {
  GuestPlan plan;
  std::ifstream text{file};
  if (!text) return std::unexpected{harness::Error{"cannot read " + file.string()}};
  for (std::string line; std::getline(text, line);) {
    const std::size_t space = line.find(' ');
    if (space == std::string::npos || !take(plan, line.substr(0, space), line.substr(space + 1))) {
      return std::unexpected{harness::Error{file.string() + ": a guest cannot read \"" + line + "\""}};
    }
  }
  return plan;
}

std::string as_one_word(const std::filesystem::path& path) {
  std::string word;
  for (const char letter : path.string()) {
    const bool plain = letter > ' ' && letter < '\x7f' && letter != '"' && letter != '%';
    word += plain ? std::string(1, letter) : fmt::format("%{:02x}", static_cast<unsigned char>(letter));
  }
  return word;
}

std::filesystem::path from_one_word(std::string_view word) {
  std::string path;
  for (std::size_t i = 0; i < word.size(); ++i) {
    unsigned letter = 0;
    const bool coded = word[i] == '%' && i + 2 < word.size();
    if (coded) std::from_chars(word.data() + i + 1, word.data() + i + 3, letter, 16);
    path += coded ? static_cast<char>(letter) : word[i];
    if (coded) i += 2;
  }
  return path;
}

}  // namespace vrrpspec::cli
