// Runs the binary like a user, in a temporary folder.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace emovox::testing {

struct Outcome {
  int status = -1;    // exit status; 128 + n when signal n ended it
  std::string out;    // standard output
  std::string err;    // standard error
  long peak_rss = 0;  // KiB, peak memory
};

/// The standard streams of a run; empty: an empty input, a captured output.
struct Streams {
  std::filesystem::path in{};
  std::filesystem::path out{};
  bool closed_pipe = false;         // standard output is a pipe with a closed reader
  std::filesystem::path program{};  // empty: the built binary
};

/// Lines of a text.
std::vector<std::string> lines_of(const std::string& text);

/// A temporary folder, removed by the destructor, in which the binary is run.
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
