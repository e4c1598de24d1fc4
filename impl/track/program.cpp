#include "impl/track/program.hpp"

#include <fmt/format.h>
#include <grp.h>
#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <fstream>
#include <sstream>

namespace vrrpspec::impl {
namespace {

constexpr const char* user_of_scripts = "keepalived_script";
constexpr std::size_t arguments_most = 8;
constexpr int links_most = 40;  ///< as many as the kernel follows

using Path = std::filesystem::path;

// ---- as whom --------------------------------------------------------------------------------------------------------

Identity identity_of(const passwd& entry) {
  Identity identity{
      .user = entry.pw_uid, .group = entry.pw_gid, .groups = {}, .name = entry.pw_name, .home = entry.pw_dir};
  int count = 0;
  ::getgrouplist(entry.pw_name, entry.pw_gid, nullptr, &count);
  identity.groups.resize(static_cast<std::size_t>(std::max(count, 0)));
  if (::getgrouplist(entry.pw_name, entry.pw_gid, identity.groups.data(), &count) < 0) identity.groups.clear();
  return identity;
}

/// The user the runner is itself: root, as a rule.
Identity own_identity() {
  const passwd* entry = ::getpwuid(::geteuid());
  if (entry != nullptr) return identity_of(*entry);
  return {.user = ::geteuid(), .group = ::getegid(), .groups = {}, .name = "root", .home = "/"};
}

std::expected<Identity, std::string> identity_for(const Command& command) {
  const passwd* entry = nullptr;
  if (command.user) {
    entry = ::getpwnam(command.user->c_str());
    if (entry == nullptr) return std::unexpected{fmt::format("there is no user {}", *command.user)};
  } else if (::geteuid() == 0) {
    entry = ::getpwnam(user_of_scripts);
  }
  Identity identity = entry != nullptr ? identity_of(*entry) : own_identity();
  if (command.group) {
    const group* chosen = ::getgrnam(command.group->c_str());
    if (chosen == nullptr) return std::unexpected{fmt::format("there is no group {}", *command.group)};
    identity.group = chosen->gr_gid;
  }
  return identity;
}

// ---- what -----------------------------------------------------------------------------------------------------------

std::expected<Path, std::string> look_up(const std::string& name) {
  if (name.starts_with('/')) return Path{name};
  if (name.contains('/')) {
    return std::unexpected{fmt::format("{} is neither an absolute path nor a name to look up", name)};
  }
  std::istringstream folders{script_path};
  for (std::string folder; std::getline(folders, folder, ':');) {
    const Path candidate = Path{folder} / name;
    struct stat status{};
    const bool is_program = ::stat(candidate.c_str(), &status) == 0 && S_ISREG(status.st_mode);
    if (is_program && (status.st_mode & (S_IXUSR | S_IXGRP | S_IXOTH)) != 0) return candidate;
  }
  return std::unexpected{fmt::format("there is no program {} in {}", name, script_path)};
}

Program make_ready(const Command& command) {
  Program program{.command = command, .takes_arguments = false, .path = {}, .identity = {}, .refusal = {}};
  const auto path = look_up(command.argv.front());
  const auto identity = identity_for(command);
  if (!path) {
    program.refusal = path.error();
  } else if (!identity) {
    program.refusal = identity.error();
  } else {
    program.path = *path;
    program.identity = *identity;
  }
  return program;
}

void add(std::vector<Program>& programs, const Command& command, bool takes_arguments) {
  if (command.argv.empty()) return;
  auto known = std::ranges::find(programs, command, &Program::command);
  if (known == programs.end()) known = programs.insert(known, make_ready(command));
  known->takes_arguments = known->takes_arguments || takes_arguments;
}

/// Whether the mode lets the user run the program, or pass the folder; what access lists add is not looked at.
bool may_execute(const struct stat& status, const Identity& who) {
  if (who.user == 0) return S_ISDIR(status.st_mode) || (status.st_mode & (S_IXUSR | S_IXGRP | S_IXOTH)) != 0;
  if (status.st_uid == who.user) return (status.st_mode & S_IXUSR) != 0;
  const bool is_member = status.st_gid == who.group || std::ranges::find(who.groups, status.st_gid) != who.groups.end();
  return (status.st_mode & (is_member ? S_IXGRP : S_IXOTH)) != 0;
}

// ---- who can change it ----------------------------------------------------------------------------------------------

/// Whether this user has a name in our user namespace. Owners without one all look alike; the root outside is one.
bool is_mapped(std::uint64_t user) {
  std::ifstream map{"/proc/self/uid_map"};
  std::uint64_t inside = 0, outside = 0, count = 0;
  while (map >> inside >> outside >> count) {
    if (user >= inside && user - inside < count) return true;
  }
  return false;
}

uid_t overflow_user() {
  uid_t user = 65534;
  std::ifstream{"/proc/sys/kernel/overflowuid"} >> user;
  return user;
}

bool is_as_good_as_root(uid_t user) {
  return user == 0 || (user == overflow_user() && !is_mapped(user));
}

/// Walks the path as the kernel would, and looks at each folder and link it goes through.
std::expected<void, Error> check_path(const Path& path, int links_left) {
  if (links_left == 0) return std::unexpected{Error{fmt::format("{} goes through too many links", path.string())}};
  Path walked = "/";
  for (auto part = path.begin(); part != path.end(); ++part) {
    walked /= *part;
    struct stat status{};
    if (::lstat(walked.c_str(), &status) != 0) {
      return std::unexpected{Error{fmt::format("{}: {}", walked.string(), std::strerror(errno))}};
    }
    if (!is_as_good_as_root(status.st_uid)) {
      return std::unexpected{Error{fmt::format("{} does not belong to root", walked.string())}};
    }
    if (S_ISLNK(status.st_mode)) {
      std::error_code failure;
      Path target = walked.parent_path() / std::filesystem::read_symlink(walked, failure);
      if (failure) return std::unexpected{Error{fmt::format("{}: {}", walked.string(), failure.message())}};
      for (++part; part != path.end(); ++part) target /= *part;
      return check_path(target, links_left - 1);
    }
    const bool is_shared = S_ISDIR(status.st_mode) && (status.st_mode & S_ISVTX) != 0;
    if (!is_shared && (status.st_mode & (S_IWGRP | S_IWOTH)) != 0) {
      return std::unexpected{Error{fmt::format("{} can be changed by others than root", walked.string())}};
    }
  }
  return {};
}

}  // namespace

std::vector<Program> programs_of(const Configuration& configuration) {
  std::vector<Program> programs;
  for (const ScriptConfiguration& script : configuration.scripts) add(programs, script.command, false);
  for (const InstanceConfiguration& instance : configuration.instances) {
    const Notifications& notify = instance.notifications;
    for (const auto* command : {&notify.master, &notify.backup, &notify.fault, &notify.stop}) {
      if (*command) add(programs, **command, false);
    }
    if (notify.any) add(programs, *notify.any, true);
  }
  return programs;
}

std::expected<const Program*, std::string> find_program(const std::vector<Program>& programs,
                                                        const RunRequest& request) {
  const auto found = std::ranges::find(programs, request.command, &Program::command);
  if (found == programs.end()) {
    return std::unexpected{"it does not stand in the configuration as the script runner read it"};
  }
  const bool may_have = found->takes_arguments && request.arguments.size() <= arguments_most;
  if (!request.arguments.empty() && !may_have) return std::unexpected{"only `notify` programs are given arguments"};
  if (!found->refusal.empty()) return std::unexpected{found->refusal};
  if (found->identity.user == 0) {
    if (const auto checked = check_only_root_changes(found->path); !checked) {
      const bool is_there = ::access(found->path.c_str(), F_OK) == 0;
      return std::unexpected{checked.error().what +
                             (is_there ? ": it is not run as root; mend that, or name another user for it" : "")};
    }
  }
  return &*found;
}

std::optional<std::string> obstacle_to(const Command& command, const std::vector<Program>& programs) {
  const auto program = find_program(programs, {.command = command});
  if (!program) return program.error();
  const std::string path = (*program)->path.string();
  struct stat status{};
  if (::stat(path.c_str(), &status) != 0) {
    // Whoever asks may be kept from looking where the program's user is not.
    return errno == EACCES ? std::nullopt : std::optional{fmt::format("{}: {}", path, std::strerror(errno))};
  }
  if (!S_ISREG(status.st_mode)) return fmt::format("{} is not a regular file", path);
  const Identity& who = (*program)->identity;
  std::error_code failure;
  const Path real = std::filesystem::canonical(path, failure);
  for (Path each = real; !failure && each.has_relative_path(); each = each.parent_path()) {
    if (::stat(each.c_str(), &status) == 0 && !may_execute(status, who))
      return fmt::format("{} is not executable for {}", each.string(), who.name);
  }
  return std::nullopt;
}

std::expected<void, Error> check_only_root_changes(const std::filesystem::path& program) {
  return check_path(program, links_most);
}

}  // namespace vrrpspec::impl
