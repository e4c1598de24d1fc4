// Stands in for libFuzzer in the ordinary builds: runs the fuzz target it is linked with over every file of a corpus.
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <vector>

// NOLINTNEXTLINE(readability-identifier-naming): the name that libFuzzer calls
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fprintf(stderr, "usage: %s CORPUS\n", argv[0]);
    return 2;
  }
  int count = 0;
  for (const auto& entry : std::filesystem::directory_iterator{argv[1]}) {
    std::printf("%s\n", entry.path().c_str());
    std::fflush(stdout);  // a file that aborts is the last one named
    std::ifstream file{entry.path(), std::ios::binary};
    const std::vector<char> octets{std::istreambuf_iterator<char>{file}, {}};
    const std::vector<std::uint8_t> input{octets.begin(), octets.end()};
    LLVMFuzzerTestOneInput(input.data(), input.size());
    ++count;
  }
  std::printf("%d inputs\n", count);
  return count == 0 ? 1 : 0;
}
