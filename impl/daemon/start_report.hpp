// What is said of a start, before the log is open and when it is refused: always on standard error, where whoever
// starts the daemon looks; as the lines of the log are where --log-json is given, else as plain text.
#pragma once

#include <optional>

#include "impl/config/load.hpp"
#include "impl/error.hpp"
#include "impl/operation/log.hpp"

namespace vrrpspec::impl {

/// `configuration message="..."`: errors, warnings, and notes as level info.
void record(Log& log, const Diagnostic& diagnostic);

class StartReport {
 public:
  explicit StartReport(const LogOptions& options);

  void say(const Diagnostic& diagnostic);
  /// The last words: `start-refused reason="..."`.
  void refuse(const Error& error);
  /// The diagnostics have said why.
  void refuse_configuration();

 private:
  std::optional<Log> log_;  ///< of JSON
};

}  // namespace vrrpspec::impl
