// What stands on the command line → recordings: files, folders, @lists and standard input.
#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "emovox/audio.h"
#include "emovox/error.h"

namespace emovox::cli {

inline constexpr const char* kInputsHelp =
    "Recordings: files, folders (searched for audio), @LIST (a path a line; @- from standard "
    "input), - (a recording on standard input)";

/// One recording to be read, or the reason why an argument holds none.
struct Input {
  std::string name;                // as shown: the path, or "-"
  std::filesystem::path relative;  // below the folder that was named, else the bare file name
  std::optional<Error> problem;    // of an argument that could not be opened
};

/// Every recording that `arguments` name, in their order, a folder's sorted by path. What cannot be
/// opened becomes an Input with a problem. Throws invalid_argument when "-" is named twice.
std::vector<Input> expand_inputs(const std::vector<std::string>& arguments);

/// Opens a recording, reading standard input for "-".
AudioReader open_input(const Input& input, const AudioOptions& options);

/// Counts inputs that failed, and reports each in one line.
class Failures {
 public:
  void add(const Error& error);

  /// kSuccess; kPartial when some of `inputs` failed; the errors' own status when all did.
  int status(std::size_t inputs) const;

 private:
  std::size_t count_ = 0;
  std::set<int> statuses_;
};

/// Gives each input to `read` and what comes of it to `write`. An input that cannot be read is
/// reported and the rest go on; a failure to write ends the command. Gives the exit status.
template <class Read, class Write>
int for_each_input(const std::vector<Input>& inputs, Read read, Write write) {
  Failures failures;
  for (const Input& input : inputs) {
    std::optional<decltype(read(input))> result;
    try {
      if (input.problem) throw *input.problem;
      result = read(input);
    } catch (const Error& error) {
      failures.add(error);
    }
    if (result) write(input, *result);
  }
  return failures.status(inputs.size());
}

}  // namespace emovox::cli
