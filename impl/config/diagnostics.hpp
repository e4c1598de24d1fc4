// Collects what is to be said about a configuration, bounded, and puts it into the order of the text.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "impl/config/load.hpp"
#include "impl/config/text.hpp"

namespace vrrpspec::impl {

class Diagnostics {
 public:
  /// Names a file that is being read; the result goes into Position::file.
  std::size_t add_file(std::string name);

  void error(const Position& at, std::string what, std::string hint = {});
  void warning(const Position& at, std::string what, std::string hint = {});
  void note(const Position& at, std::string what, std::string hint = {});

  [[nodiscard]] Place place(const Position& at) const;
  /// No more are kept: whoever looks for a hint that costs time can stop.
  [[nodiscard]] bool is_full() const;
  /// In the order of the text, all of them.
  std::vector<Diagnostic> take();

 private:
  struct Entry {
    Position at;
    std::size_t number;  ///< orders what is said about one place
    Severity severity;
    std::string what;
    std::string hint;
  };
  void add(const Position& at, Severity severity, std::string what, std::string hint);

  std::vector<std::string> files_;
  std::vector<Entry> entries_;
};

}  // namespace vrrpspec::impl
