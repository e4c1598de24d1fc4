// The trace: everything that enters or leaves a virtual router, one JSON object a line. docs/reference/trace.md is the
// format. A trace that cannot be written stops nothing: the first failure is told, lines are lost, and counted.
#pragma once

#include <cstdint>
#include <expected>
#include <filesystem>
#include <functional>
#include <span>
#include <string>
#include <string_view>

#include "impl/clock.hpp"
#include "impl/descriptor.hpp"
#include "impl/error.hpp"
#include "model/action.hpp"
#include "model/event.hpp"
#include "model/wire/wire.hpp"

namespace vrrpspec::impl {

class Trace {
 public:
  /// Appends to `file`, mode 0640, and writes the first line. `on_error` hears of the first failure of a row of them.
  static std::expected<Trace, Error> open(const std::filesystem::path& file, std::string_view version, Instant now,
                                          WallTime wall, std::function<void(const Error&)> on_error);

  /// What happened, then what it ordered.
  void step(std::string_view router, const Event& event, const Actions& actions, Instant at);
  /// A VRRP message that came in, before anything was checked.
  void message_received(std::string_view router, const wire::IpHeader& header, std::span<const std::uint8_t> message,
                        Instant at);
  void message_sent(std::string_view router, const wire::IpHeader& header, std::span<const std::uint8_t> message,
                    Instant at);
  /// Ethernet frames: questions that came in; adverts, announcements and answers that went out.
  void frame_received(std::string_view router, std::span<const std::uint8_t> frame, Instant at);
  void frame_sent(std::string_view router, std::span<const std::uint8_t> frame, Instant at);

 private:
  Trace(Descriptor file, std::function<void(const Error&)> on_error);
  void write(std::string_view lines, Instant at);
  Descriptor file_;
  std::function<void(const Error&)> on_error_;
  std::uint64_t lost_{0};
  bool cut_{false};  ///< the last line ends in its middle
};

}  // namespace vrrpspec::impl
