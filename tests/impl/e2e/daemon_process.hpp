// vrrpspecd as a process in a network of the test's own: started with a configuration, asked at its control socket,
// read in its log, stopped or killed.
#pragma once

#include <sys/types.h>

#include <boost/json/object.hpp>
#include <chrono>
#include <functional>
#include <string>
#include <vector>

#include "model/time.hpp"

namespace vrrpspec::impl::test {

/// VRID 7 with 192.0.2.1/24 on eth0, adverts every 0.1 s, and more lines of the instance.
std::string instance(const std::string& more = {});
/// The same in IPv6: fe80::1 and 2001:db8:1::1.
std::string ipv6_instance(const std::string& more = {});

class DaemonProcess {
 public:
  /// Writes the configuration and starts; does not wait. What asks the daemon wants the run directory to be the usual
  /// one.
  explicit DaemonProcess(const std::string& configuration, std::vector<std::string> options = {});
  DaemonProcess(const DaemonProcess&) = delete;
  DaemonProcess& operator=(const DaemonProcess&) = delete;
  ~DaemonProcess();

  /// Until the log has it, 5 s at most: a failure of the test then.
  void wait_for_log(const std::string& text) const;
  void wait_until_master() const { wait_for_log("to=Master"); }
  [[nodiscard]] std::string log() const;
  /// The status of the daemon, and of its only router.
  [[nodiscard]] boost::json::object status() const;
  [[nodiscard]] boost::json::object router() const;
  [[nodiscard]] std::string state() const;
  /// Until router() has that state, 5 s at most.
  void wait_for_state(const std::string& state) const;

  /// SIGHUP with another configuration; waits until it was taken or refused.
  void reload(const std::string& configuration) const;
  /// SIGTERM; the exit status, -1 when it did not end in 5 s.
  int stop();
  /// SIGKILL.
  void kill();
  /// Waits for the end; the exit status.
  int wait();

 private:
  pid_t pid_{-1};
};

/// How often it stands there.
std::size_t count(const std::string& text, const std::string& what);

/// Asks again and again; whether it became true in time.
bool becomes_true(const std::function<bool()>& condition, Duration patience = std::chrono::seconds{5});

/// Everything of this network namespace that the daemon may change: links, addresses, routes, settings.
std::string network_snapshot();

}  // namespace vrrpspec::impl::test
