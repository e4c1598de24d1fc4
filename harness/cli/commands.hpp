// The commands. Each returns the exit code of the program, and has said on standard error why it is not 0.
#pragma once

#include <filesystem>
#include <string>

#include "harness/cli/options.hpp"

namespace vrrpspec::cli {

int test(const TestOptions& options);
/// Of the suite itself. `verbose`: a line for each fault.
int test_mutants(bool verbose);
int check(const CheckOptions& options);
int watch(const WatchOptions& options);
int list(const ListOptions& options);
/// `word`: a case id or the beginning of one, a clause key, or a section.
int explain(const std::string& word);
/// `what`: dot, mermaid, svg, table or trace.
int model(const std::string& what);
int doctor();
/// `names`: only the names, for completion.
int dut_list(bool names);
/// Of a black box, prints its card, too.
int dut_check(const std::filesystem::path& file);
int dut_init(const InitOptions& options);
int dut_set_ups();
/// Of a running vrrpspecd.
int status(const StatusOptions& options);
/// `shell`: bash, zsh or fish.
int completion(const std::string& shell);

}  // namespace vrrpspec::cli
