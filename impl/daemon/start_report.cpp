#include "impl/daemon/start_report.hpp"

#include <fmt/format.h>

#include <cstdio>
#include <utility>

namespace vrrpspec::impl {
namespace {

LogLevel level_of(Severity severity) {
  switch (severity) {
    case Severity::error:
      return LogLevel::error;
    case Severity::warning:
      return LogLevel::warning;
    case Severity::note:
      break;
  }
  return LogLevel::info;
}

}  // namespace

void record(Log& log, const Diagnostic& diagnostic) {
  log.record(level_of(diagnostic.severity), "configuration", {{"message", to_string(diagnostic)}});
}

StartReport::StartReport(const LogOptions& options) {
  if (!options.json) return;
  LogOptions own = options;
  if (own.target == LogTarget::syslog) own.target = LogTarget::standard_error;
  if (auto log = Log::open(own)) log_ = std::move(*log);
}

void StartReport::say(const Diagnostic& diagnostic) {
  if (log_)
    record(*log_, diagnostic);
  else
    fmt::print(stderr, "{}\n", to_string(diagnostic));
}

void StartReport::refuse(const Error& error) {
  if (log_)
    log_->record(LogLevel::error, "start-refused", {{"reason", error.what}});
  else
    fmt::print(stderr, "vrrpspecd: {}\n", error.what);
}

void StartReport::refuse_configuration() {
  if (log_) refuse({"the configuration has errors"});
}

}  // namespace vrrpspec::impl
