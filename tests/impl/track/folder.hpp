// A folder for the files of one test, which anybody may write to, and which goes with the test.
#pragma once

#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

namespace vrrpspec::impl {

class Folder {
 public:
  Folder() {
    std::string pattern = std::filesystem::temp_directory_path() / "vrrpspec_track_XXXXXX";
    path_ = ::mkdtemp(pattern.data());
    ::chmod(path_.c_str(), 0777);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  ~Folder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }

  [[nodiscard]] const std::filesystem::path& path() const { return path_; }
  [[nodiscard]] std::string operator/(const std::string& name) const { return path_ / name; }

  void write(const std::string& name, const std::string& text, mode_t mode) const {
    std::ofstream{path_ / name} << text;
    ::chmod((path_ / name).c_str(), mode);
  }
  [[nodiscard]] std::string read(const std::string& name) const {
    std::ifstream file{path_ / name};
    return {std::istreambuf_iterator<char>{file}, {}};
  }

 private:
  std::filesystem::path path_;
};

/// Whether files can be given to another user: not in a user namespace of one user.
inline bool is_root_of_others() {
  const Folder folder;
  return ::chown(folder.path().c_str(), 65534, 65534) == 0;
}

}  // namespace vrrpspec::impl
