// The log: one record a line, an event and its fields, so that people and programs read the same. It goes to standard
// error, to the journal or to syslog, and never keeps the daemon waiting: a line that nobody takes is dropped and
// counted.
#pragma once

#include <cstdint>
#include <expected>
#include <filesystem>
#include <initializer_list>
#include <memory>
#include <string_view>

#include "impl/error.hpp"
#include "impl/router/status.hpp"

namespace vrrpspec::impl {

enum class LogLevel : std::uint8_t { error, warning, info };

enum class LogTarget : std::uint8_t {
  automatic,  ///< standard error; with the journal's prefixes where systemd connected it to the journal
  standard_error,
  syslog,  ///< facility daemon
};

struct LogOptions {
  LogLevel level{LogLevel::info};  ///< and what is worse
  LogTarget target{LogTarget::automatic};
  bool json{false};  ///< a JSON object a line
  std::filesystem::path syslog{"/dev/log"};
};

/// A field of a record: `router=VI_1`. Values with blanks are quoted.
struct LogField {
  std::string_view key;
  std::string_view value;
};

class Log {
 public:
  /// An error when there is no syslog to connect to. From then on the process ignores SIGPIPE. Opens what it needs now:
  /// before system calls are limited.
  static std::expected<Log, Error> open(const LogOptions& options);
  Log(Log&&) noexcept;
  Log& operator=(Log&&) noexcept;
  ~Log();

  /// `event` is one word: "started", "reloaded", "discard".
  void record(LogLevel level, std::string_view event, std::initializer_list<LogField> fields);
  /// `transition router=VI_1 from=Backup to=Master clause=S-375 cause="..."`, level info.
  void transition(std::string_view router, const Transition& transition);

 private:
  struct Writer;
  static std::expected<Log, Error> open_syslog(const LogOptions& options);
  explicit Log(std::unique_ptr<Writer> writer);
  std::unique_ptr<Writer> writer_;
};

}  // namespace vrrpspec::impl
