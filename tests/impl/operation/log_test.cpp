#include "impl/operation/log.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <boost/json.hpp>
#include <csignal>
#include <regex>

#include "impl/descriptor.hpp"
#include "impl/operation/local_address.hpp"
#include "tests/impl/operation/temporary_folder.hpp"

namespace vrrpspec::impl {
namespace {

using namespace std::chrono_literals;

/// What reads the standard error that a log was opened with.
struct Reader {
  Descriptor ours;
  Log log;

  std::string heard() {
    std::string text(1 << 20, '\0');
    const ssize_t count = ::read(ours.number(), text.data(), text.size());
    text.resize(count < 0 ? 0 : static_cast<std::size_t>(count));
    return text;
  }
};

/// Opens a log while `theirs` is standard error.
Log open_on(const Descriptor& theirs, const LogOptions& options) {
  const Descriptor kept{::dup(STDERR_FILENO)};
  ::dup2(theirs.number(), STDERR_FILENO);
  auto log = Log::open(options);
  ::dup2(kept.number(), STDERR_FILENO);
  EXPECT_TRUE(log);
  return std::move(*log);
}

Reader log_to_pipe(const LogOptions& options = {}) {
  int ends[2]{};
  EXPECT_EQ(::pipe2(ends, O_CLOEXEC), 0);
  Descriptor ours{ends[0]};
  ::fcntl(ours.number(), F_SETFL, O_NONBLOCK);
  Log log = open_on(Descriptor{ends[1]}, options);
  return {std::move(ours), std::move(log)};
}

Reader log_to_stream_socket() {
  int ends[2]{};
  EXPECT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends), 0);
  Descriptor ours{ends[0]};
  ::fcntl(ours.number(), F_SETFL, O_NONBLOCK);
  Log log = open_on(Descriptor{ends[1]}, {});
  return {std::move(ours), std::move(log)};
}

const Transition to_master{Instant{1s}, State::backup, State::master, "S-375"_clause, "Master_Down_Timer fired"};

TEST(Log, a_transition_is_one_line_with_clause_and_cause) {
  Reader reader = log_to_pipe();
  reader.log.transition("VI_1", to_master);
  const std::string line = reader.heard();
  EXPECT_TRUE(std::regex_match(
      line,
      std::regex{R"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z info )"
                 R"(transition router=VI_1 from=Backup to=Master clause=S-375 cause="Master_Down_Timer fired"\n)"}))
      << line;
}

TEST(Log, values_are_quoted_where_they_would_be_ambiguous) {
  Reader reader = log_to_pipe();
  reader.log.record(LogLevel::info, "x",
                    {{"a", ""}, {"b", "two words"}, {"c", "say \"no\""}, {"d", "k=v"}, {"e", "ok"}});
  const std::string line = reader.heard();
  EXPECT_NE(line.find(R"(x a="" b="two words" c="say \"no\"" d="k=v" e=ok)"), std::string::npos) << line;
}

TEST(Log, no_value_makes_a_second_line) {
  Reader reader = log_to_pipe();
  reader.log.record(LogLevel::error, "x", {{"a", "1\n2026-01-01 forged\x1b[2J"}});
  const std::string line = reader.heard();
  EXPECT_EQ(line.find('\n'), line.size() - 1);
  EXPECT_EQ(line.find('\x1b'), std::string::npos);
  EXPECT_NE(line.find(R"(forged\x1b[2J)"), std::string::npos) << line;
}

TEST(Log, json_is_an_object_a_line) {
  Reader reader = log_to_pipe({.json = true});
  reader.log.transition("VI \"1\"", to_master);
  const auto record = boost::json::parse(reader.heard()).as_object();
  EXPECT_EQ(record.at("level").as_string(), "info");
  EXPECT_EQ(record.at("event").as_string(), "transition");
  EXPECT_EQ(record.at("router").as_string(), "VI \"1\"");
  EXPECT_EQ(record.at("clause").as_string(), "S-375");
  EXPECT_TRUE(record.at("time").as_string().ends_with("Z"));
}

TEST(Log, holds_back_what_is_below_its_level) {
  Reader reader = log_to_pipe({.level = LogLevel::warning});
  reader.log.record(LogLevel::info, "x", {});
  EXPECT_EQ(reader.heard(), "");
  reader.log.record(LogLevel::warning, "y", {});
  reader.log.record(LogLevel::error, "z", {});
  const std::string lines = reader.heard();
  EXPECT_NE(lines.find("warning y\n"), std::string::npos) << lines;
  EXPECT_NE(lines.find("error z\n"), std::string::npos) << lines;
}

TEST(Log, to_the_journal_has_priorities_and_no_time) {
  int ends[2]{};
  ASSERT_EQ(::pipe2(ends, O_CLOEXEC | O_NONBLOCK), 0);
  const Descriptor theirs{ends[1]};
  struct stat found{};
  ASSERT_EQ(::fstat(theirs.number(), &found), 0);
  ::setenv("JOURNAL_STREAM", fmt::format("{}:{}", found.st_dev, found.st_ino).c_str(), 1);
  Reader reader{Descriptor{ends[0]}, open_on(theirs, {})};
  reader.log.record(LogLevel::error, "a", {});
  reader.log.record(LogLevel::warning, "b", {});
  reader.log.record(LogLevel::info, "c", {{"k", "v"}});
  EXPECT_EQ(reader.heard(), "<3>a\n<4>b\n<6>c k=v\n");
  // Whoever was started below the journal, but writes elsewhere, writes for people.
  Reader other = log_to_pipe();
  other.log.record(LogLevel::info, "c", {});
  EXPECT_EQ(other.heard().find('<'), std::string::npos);
  ::unsetenv("JOURNAL_STREAM");
}

template <class MakeReader>
void expect_lines_are_lost_and_counted(MakeReader make_reader) {
  Reader reader = make_reader();
  const std::string value(1000, 'x');
  const unsigned written = 2000;
  for (unsigned line = 0; line < written; ++line) reader.log.record(LogLevel::info, "flood", {{"v", value}});
  std::string heard;
  for (std::string part = reader.heard(); !part.empty(); part = reader.heard()) heard += part;
  EXPECT_TRUE(heard.ends_with('\n'));
  const auto taken = std::ranges::count(heard, '\n');
  ASSERT_LT(taken, written);
  reader.log.record(LogLevel::info, "later", {});
  const std::string rest = reader.heard();
  EXPECT_NE(rest.find(fmt::format("warning log_lines_lost count={}\n", written - taken)), std::string::npos) << rest;
  EXPECT_NE(rest.find("info later\n"), std::string::npos) << rest;
  reader.log.record(LogLevel::info, "last", {});
  EXPECT_EQ(reader.heard().find("lost"), std::string::npos);
}

TEST(Log, a_full_pipe_does_not_hold_up_the_daemon) {
  expect_lines_are_lost_and_counted([] { return log_to_pipe(); });
}

TEST(Log, a_stuck_journal_does_not_hold_up_the_daemon) {
  expect_lines_are_lost_and_counted([] { return log_to_stream_socket(); });
}

TEST(Log, a_reader_that_went_away_is_no_matter) {
  const auto kept = std::signal(SIGPIPE, SIG_DFL);
  Reader reader = log_to_pipe();
  reader.ours = Descriptor{};
  reader.log.record(LogLevel::info, "x", {});
  std::signal(SIGPIPE, kept);
}

TEST(Log, a_line_without_end_is_cut) {
  Reader reader = log_to_pipe();
  reader.log.record(LogLevel::info, "x", {{"v", std::string(100'000, 'x')}});
  const std::string line = reader.heard();
  EXPECT_EQ(line.size(), 4096U);
  EXPECT_TRUE(line.ends_with("x\n"));
}

/// What listens at /dev/log.
Descriptor syslog_daemon(const std::filesystem::path& path) {
  std::filesystem::remove(path);
  Descriptor socket{::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)};
  const auto address = local_address(path);
  EXPECT_EQ(::bind(socket.number(), reinterpret_cast<const sockaddr*>(&*address), sizeof *address), 0);
  return socket;
}

std::string next_datagram(const Descriptor& socket) {
  char text[5000];
  const ssize_t count = ::recv(socket.number(), text, sizeof text, 0);
  return {text, count < 0 ? 0 : static_cast<std::size_t>(count)};
}

TEST(Log, to_syslog_is_a_datagram_with_facility_and_severity) {
  const TemporaryFolder folder;
  Descriptor syslog = syslog_daemon(folder / "log");
  auto log = Log::open({.target = LogTarget::syslog, .syslog = folder / "log"});
  ASSERT_TRUE(log);
  log->record(LogLevel::warning, "x", {{"k", "v"}});
  EXPECT_EQ(next_datagram(syslog), fmt::format("<28>vrrpspecd[{}]: x k=v", ::getpid()));
  syslog = syslog_daemon(folder / "log");  // it was started anew
  log->record(LogLevel::info, "y", {});
  EXPECT_EQ(next_datagram(syslog), fmt::format("<30>vrrpspecd[{}]: y", ::getpid()));
}

TEST(Log, says_that_there_is_no_syslog) {
  const auto log = Log::open({.target = LogTarget::syslog, .syslog = "/no/such/log"});
  ASSERT_FALSE(log);
  EXPECT_EQ(log.error().what, "/no/such/log: no syslog: No such file or directory");
}

}  // namespace
}  // namespace vrrpspec::impl
