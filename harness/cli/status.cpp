// vrrpspec status: what a running vrrpspecd says about itself. The daemon renders it.
#include <iostream>

#include "harness/cli/commands.hpp"
#include "harness/cli/complain.hpp"
#include "harness/cli/daemon_client.hpp"

namespace vrrpspec::cli {

int status(const StatusOptions& options) {
  const auto answer = ask_daemon(options.socket, options.json ? "status json" : "status");
  if (!answer) return complain(ExitCode::environment, answer.error().message);
  std::cout << *answer;
  return code(ExitCode::conforms);
}

}  // namespace vrrpspec::cli
