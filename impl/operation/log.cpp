#include "impl/operation/log.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <spdlog/logger.h>
#include <spdlog/pattern_formatter.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <iterator>
#include <optional>
#include <string>
#include <utility>

#include "impl/operation/json_text.hpp"
#include "impl/operation/local_address.hpp"
#include "impl/operation/log_sink.hpp"

namespace vrrpspec::impl {
namespace {

using Level = spdlog::level::level_enum;

Level level_of(LogLevel level) {
  switch (level) {
    case LogLevel::error:
      return Level::err;
    case LogLevel::warning:
      return Level::warn;
    case LogLevel::info:
      break;
  }
  return Level::info;
}

/// Facility 3 is daemon.
constexpr int facility = 3 << 3;

/// `<6>`: the severity of syslog(3), which journald takes away again.
class Severity : public spdlog::custom_flag_formatter {
 public:
  explicit Severity(int added) : added_{added} {}
  void format(const spdlog::details::log_msg& message, const std::tm&, spdlog::memory_buf_t& into) override {
    const int severity = message.level == Level::err ? 3 : message.level == Level::warn ? 4 : 6;
    fmt::format_to(std::back_inserter(into), "<{}>", added_ + severity);
  }
  [[nodiscard]] std::unique_ptr<custom_flag_formatter> clone() const override {
    return std::make_unique<Severity>(added_);
  }

 private:
  int added_;
};

enum class Form : std::uint8_t { plain, journal, syslog };

/// systemd says in JOURNAL_STREAM which file the journal is, as others may have been put in its place.
bool is_journal(int out) {
  const char* const stream = std::getenv("JOURNAL_STREAM");
  struct stat found{};
  if (stream == nullptr || ::fstat(out, &found) != 0) return false;
  return stream == fmt::format("{}:{}", found.st_dev, found.st_ino);
}

/// Journal and syslog have a time of their own. Times are UTC, as those of the status are.
std::unique_ptr<spdlog::formatter> formatter_of(Form form, bool json) {
  std::string pattern;
  if (form == Form::journal) pattern = "%*";
  if (form == Form::syslog) pattern = "%*vrrpspecd[%P]: ";
  if (json) {
    pattern += R"({"time":"%Y-%m-%dT%H:%M:%S.%eZ","level":"%l",%v})";
  } else {
    pattern += form == Form::plain ? "%Y-%m-%dT%H:%M:%S.%eZ %l %v" : "%v";
  }
  auto formatter = std::make_unique<spdlog::pattern_formatter>(spdlog::pattern_time_type::utc, "\n");
  formatter->add_flag<Severity>('*', form == Form::syslog ? facility : 0).set_pattern(pattern);
  return formatter;
}

std::string quoted(std::string_view value) {
  std::string text = printable(value);
  if (!text.empty() && text.find_first_of(" =\"\\") == std::string::npos) return text;
  std::string inside;
  for (const char character : text) {
    if (character == '"') inside += '\\';
    inside += character;
  }
  return '"' + inside + '"';
}

std::string record_text(std::string_view event, std::initializer_list<LogField> fields) {
  std::string text{event};
  for (const LogField& field : fields) text += fmt::format(" {}={}", field.key, quoted(field.value));
  return text;
}

std::string record_json(std::string_view event, std::initializer_list<LogField> fields) {
  std::string text = fmt::format(R"("event":{})", json_string(event));
  for (const LogField& field : fields) text += fmt::format(",{}:{}", json_string(field.key), json_string(field.value));
  return text;
}

}  // namespace

struct Log::Writer {
  Writer(Descriptor out, Form form, std::optional<sockaddr_un> syslog, const LogOptions& options)
      : sink{std::make_shared<LogSink>(std::move(out), syslog)}, logger{"vrrpspecd", sink}, json{options.json} {
    logger.set_formatter(formatter_of(form, json));
    logger.set_level(level_of(options.level));
  }
  /// Whether the line was taken, or not to be written.
  bool write(Level level, std::string_view event, std::initializer_list<LogField> fields) {
    if (!logger.should_log(level)) return true;
    logger.log(level, json ? record_json(event, fields) : record_text(event, fields));
    return sink->took();
  }

  std::shared_ptr<LogSink> sink;
  spdlog::logger logger;
  bool json;
  std::uint64_t lost{0};
};

std::expected<Log, Error> Log::open(const LogOptions& options) {
  std::signal(SIGPIPE, SIG_IGN);  // a reader that goes away is no reason to end
  ::tzset();                      // reads files, which a process whose system calls are limited may not do
  if (options.target == LogTarget::syslog) return open_syslog(options);
  Descriptor out{::fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 0)};
  const bool journal = options.target == LogTarget::automatic && is_journal(out.number());
  const Form form = journal ? Form::journal : Form::plain;
  return Log{std::make_unique<Writer>(std::move(out), form, std::nullopt, options)};
}

std::expected<Log, Error> Log::open_syslog(const LogOptions& options) {
  const auto address = local_address(options.syslog);
  if (!address) return std::unexpected{address.error()};
  Descriptor out{::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0)};
  if (const int error = out ? connect_to(out.number(), *address) : errno; error != 0) {
    return std::unexpected{Error{fmt::format("{}: no syslog: {}", options.syslog.native(), std::strerror(error))}};
  }
  return Log{std::make_unique<Writer>(std::move(out), Form::syslog, *address, options)};
}

Log::Log(std::unique_ptr<Writer> writer) : writer_{std::move(writer)} {}
Log::Log(Log&&) noexcept = default;
Log& Log::operator=(Log&&) noexcept = default;
Log::~Log() = default;

void Log::record(LogLevel level, std::string_view event, std::initializer_list<LogField> fields) {
  std::uint64_t& lost = writer_->lost;
  if (lost != 0 && writer_->write(Level::warn, "log_lines_lost", {{"count", std::to_string(lost)}})) lost = 0;
  if (!writer_->write(level_of(level), event, fields)) ++lost;
}

void Log::transition(std::string_view router, const Transition& transition) {
  record(LogLevel::info, "transition",
         {{"router", router},
          {"from", to_string(transition.from)},
          {"to", to_string(transition.to)},
          {"clause", to_string(transition.clause)},
          {"cause", transition.cause}});
}

}  // namespace vrrpspec::impl
