// Where the lines of the log go: a descriptor that is asked first whether it takes a line, so that a stopped terminal,
// a full pipe or a stuck journal costs lines and not adverts.
#pragma once

#include <spdlog/details/null_mutex.h>
#include <spdlog/sinks/base_sink.h>
#include <sys/un.h>

#include <optional>
#include <string_view>
#include <utility>

#include "impl/descriptor.hpp"

namespace vrrpspec::impl {

class LogSink : public spdlog::sinks::base_sink<spdlog::details::null_mutex> {
 public:
  /// `syslog`: the peer of a datagram socket, which may be started anew at any time.
  LogSink(Descriptor out, std::optional<sockaddr_un> syslog) : out_{std::move(out)}, syslog_{syslog} {}

  /// Whether the last line was taken.
  [[nodiscard]] bool took() const { return took_; }

 protected:
  void sink_it_(const spdlog::details::log_msg& message) override;
  void flush_() override {}

 private:
  bool send_datagram(std::string_view line);
  Descriptor out_;
  std::optional<sockaddr_un> syslog_;
  bool took_{true};
};

}  // namespace vrrpspec::impl
