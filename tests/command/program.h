// The binary, run as a user runs it, in a folder of its own.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace emovox::testing {

struct Outcome {
  int status = -1;    // exit status; 128 + n when signal n ended it
  std::string out;    // standard output
  std::string err;    // standard error
  long peak_rss = 0;  // KiB of memory, at most
};

/// Where a run's streams lead; empty: an empty input, a captured output.
struct Streams {
  std::filesystem::path in{};
  std::filesystem::path out{};
  bool closed_pipe = false;         // output: a pipe that nobody reads
  std::filesystem::path program{};  // empty: the binary where it was built
};

/// Lines of a text.
std::vector<std::string> lines_of(const std::string& text);

/// A temporary folder, removed with it, and the binary run in it.
class Place {
 public:
  Place();
  ~Place();
  Place(const Place&) = delete;
  Place& operator=(const Place&) = delete;

  std::filesystem::path path(const std::string& name) const { return folder_ / name; }
  void write(const std::string& name, const std::string& bytes) const;
  std::string read(const std::string& name) const;

  /// `emovox ARGUMENTS…` with this folder as the working directory.
  Outcome run(const std::vector<std::string>& arguments, const Streams& streams = {}) const;

 private:
  std::filesystem::path folder_;
};

}  // namespace emovox::testing
