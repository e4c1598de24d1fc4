// Reading text as a test does it, and what is asked of the result again and again.
#pragma once

#include <gtest/gtest.h>

#include <map>
#include <string>
#include <string_view>

#include "impl/config/load.hpp"
#include "impl/config/sources.hpp"

namespace vrrpspec::impl {

/// A disk of a few files, on the machine "alpha".
class FakeMachine : public Environment {
 public:
  std::map<std::string, std::string, std::less<>> files;

  [[nodiscard]] std::expected<std::string, std::string> read(const std::filesystem::path& file) const override {
    const auto found = files.find(file.string());
    if (found == files.end()) return std::unexpected{std::string{"there is no such file"}};
    return found->second;
  }
  /// An asterisk at the end is the only pattern.
  [[nodiscard]] std::vector<std::filesystem::path> match(const std::filesystem::path& pattern) const override {
    const std::string text = pattern.string();
    std::vector<std::filesystem::path> found;
    for (const auto& [name, content] : files) {
      if (text.ends_with('*') ? name.starts_with(text.substr(0, text.size() - 1)) : name == text) {
        found.emplace_back(name);
      }
    }
    return found;
  }
  [[nodiscard]] std::filesystem::path identity(const std::filesystem::path& file) const override {
    return file.lexically_normal();
  }
  [[nodiscard]] std::string id() const override { return "alpha"; }
};

inline Loaded read(std::string_view text) {
  return parse_configuration(text, "test.conf", FakeMachine{});
}

/// All messages, one a line.
inline std::string messages(const Loaded& loaded) {
  std::string text;
  for (const Diagnostic& diagnostic : loaded.diagnostics) text += to_string(diagnostic) + "\n";
  return text;
}

/// The only instance of a text that must be usable.
inline InstanceConfiguration only_instance(std::string_view text) {
  Loaded loaded = read(text);
  EXPECT_TRUE(loaded.is_usable()) << messages(loaded);
  EXPECT_EQ(loaded.configuration.instances.size(), 1U) << messages(loaded);
  if (loaded.configuration.instances.empty()) return {};
  return loaded.configuration.instances.front();
}

/// An instance that is complete, with more statements in it.
inline std::string instance_with(std::string_view statements, std::string_view before = {}) {
  return std::string{before} +
         "\nvrrp_instance VI {\n interface eth0\n use_vmac\n virtual_router_id 51\n"
         " virtual_ipaddress {\n 192.0.2.10/24\n }\n" +
         std::string{statements} + "\n}\n";
}

/// An instance of VRRPv3, about which there is nothing to say.
inline std::string quiet_instance_with(std::string_view statements) {
  return instance_with("version 3\n" + std::string{statements});
}

/// The text is said once, as this severity.
inline void expect_said(std::string_view text, Severity severity, std::string_view what) {
  const Loaded loaded = read(text);
  int count = 0;
  for (const Diagnostic& diagnostic : loaded.diagnostics) {
    if ((diagnostic.what + "; " + diagnostic.hint).find(what) == std::string::npos) continue;
    ++count;
    EXPECT_EQ(diagnostic.severity, severity) << to_string(diagnostic);
  }
  EXPECT_EQ(count, 1) << "\"" << what << "\" in\n" << messages(loaded);
}

}  // namespace vrrpspec::impl
