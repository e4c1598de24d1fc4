// When a Master announces its addresses again, and when it sends Router Advertisements: deadlines only.
#pragma once

#include <optional>

#include "impl/config/configuration.hpp"

namespace vrrpspec::impl {

class Announcer {
 public:
  /// What is due: how often each address is announced, and whether a Router Advertisement is sent.
  struct Due {
    unsigned announcements{0};
    bool router_advertisement{false};
  };

  /// The addresses were announced because the router became Master.
  void begin(const Announcements& announcements, Instant now);
  /// (630): begins to advertise the router, at once.
  void begin_router_advertisements(Instant now);
  void end();
  /// Somebody asks for a Router Advertisement: one follows, but not sooner than 3 s after the last (RFC 4861 10).
  void on_router_solicitation(Instant now);

  [[nodiscard]] std::optional<Instant> next_deadline() const;
  Due advance(Instant now);

 private:
  Announcements plan_;
  std::optional<Instant> delayed_;
  std::optional<Instant> refresh_;
  std::optional<Instant> advertise_;
  std::optional<Instant> advertised_;
  unsigned initial_{0};  ///< Router Advertisements sent so far, counted up to the initial ones
};

}  // namespace vrrpspec::impl
