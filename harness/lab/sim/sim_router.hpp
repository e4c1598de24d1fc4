// The model as a device under test: a VirtualRouter with just enough around it to put its actions on the wire. Every
// step is virtual, so that a test can break one of them and see which case notices.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "harness/dut/device.hpp"
#include "harness/frame/advert_frame.hpp"
#include "model/virtual_router.hpp"

namespace vrrpspec::harness {

class SimRouter {
 public:
  using Octets = std::vector<std::uint8_t>;

  SimRouter(const DeviceSettings& settings, const Profile& profile);
  virtual ~SimRouter() = default;
  SimRouter(const SimRouter&) = delete;
  SimRouter& operator=(const SimRouter&) = delete;

  /// Each returns the frames that leave at `now`, in order.
  std::vector<Octets> startup(Instant now) { return handle(Startup{}, now); }
  std::vector<Octets> shutdown(Instant now) { return handle(Shutdown{}, now); }
  virtual std::vector<Octets> receive(std::span<const std::uint8_t> frame, Instant now);
  virtual std::vector<Octets> advance(Instant now);
  [[nodiscard]] virtual std::optional<Instant> next_deadline() const { return router_.next_deadline(); }

 protected:
  /// What section 7.1 lets pass; empty: discarded.
  [[nodiscard]] virtual std::optional<AdvertisementReceived> accept(std::span<const std::uint8_t> frame) const;
  virtual std::vector<Octets> handle(const Event& event, Instant now);
  /// The frames of one action.
  virtual std::vector<Octets> execute(const Action& action);
  /// The advert as section 7.2 wants it.
  [[nodiscard]] virtual AdvertFrame advert(Priority priority) const;

  [[nodiscard]] const DeviceSettings& settings() const { return settings_; }
  [[nodiscard]] const Profile& profile() const { return router_.profile(); }
  [[nodiscard]] VirtualRouter& router() { return router_; }
  [[nodiscard]] const VirtualRouter& router() const { return router_; }
  std::vector<Octets> execute_all(const Actions& actions);

 private:
  DeviceSettings settings_;
  VirtualRouter router_;
};

}  // namespace vrrpspec::harness
