#include "impl/operation/requests.hpp"

#include <fmt/format.h>

#include <boost/json.hpp>

#include "impl/operation/json_text.hpp"
#include "impl/operation/metrics.hpp"
#include "impl/operation/status_report.hpp"

namespace vrrpspec::impl {
namespace {

constexpr std::string_view help_text = R"(status       the virtual routers, for people
status json  the same, for programs
metrics      the same, for Prometheus
reload       read the configuration file again
version      of the daemon
help         this list
)";

}  // namespace

std::string answer_request(std::string_view request, const ControlActions& actions) {
  if (request == "status") return status_text(actions.status(), actions.wall_time());
  if (request == "status json") return json_text(status_json(actions.status(), actions.wall_time())) + "\n";
  if (request == "metrics") return metrics_text(actions.status());
  if (request == "version") return fmt::format("vrrpspecd {}\n", actions.status().version);
  if (request == "help") return std::string{help_text};
  if (request == "reload") {
    const auto reloaded = actions.reload();
    return reloaded ? *reloaded + "\n" : fmt::format("error: {}\n", reloaded.error().what);
  }
  return fmt::format("error: nothing is called '{}' here; ask for: help\n", printable(request));
}

}  // namespace vrrpspec::impl
