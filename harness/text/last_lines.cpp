#include "harness/text/last_lines.hpp"

#include <deque>
#include <fstream>
#include <iterator>

namespace vrrpspec::harness {

std::vector<std::string> last_lines(const std::filesystem::path& file, std::size_t most) {
  std::deque<std::string> lines;
  std::ifstream text{file};
  for (std::string line; std::getline(text, line);) {
    lines.push_back(std::move(line));
    if (lines.size() > most) lines.pop_front();
  }
  return {std::make_move_iterator(lines.begin()), std::make_move_iterator(lines.end())};
}

}  // namespace vrrpspec::harness
