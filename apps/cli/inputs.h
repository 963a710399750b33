// Recordings that the command line names (files, folders, @lists and standard input), and the files
// that a verb writes for them.
#pragma once

#include <cstddef>
#include <exception>
#include <filesystem>
#include <map>
#include <optional>
#include <set>
#include <stop_token>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "cli/ordered_jobs.h"
#include "emovox/audio.h"
#include "emovox/error.h"

namespace emovox::cli {

inline constexpr const char* kInputsHelp =
    "Recordings: files, folders (searched for audio files), @LIST (a text file with one path on "
    "each line; @- for standard "
    "input) or - (one recording on standard input)";

/// A recording, or the error of an argument that cannot be opened.
struct Input {
  std::string name;                // name in the output: the path, or "-"
  std::filesystem::path relative;  // path below the folder argument; for a file argument its name
  std::optional<Error> problem;    // set if the argument could not be opened
};

/// All recordings that `arguments` name, in their order; those of a folder are sorted by path. An
/// argument that cannot be opened becomes an Input with a problem. Throws invalid_argument when "-"
/// is named twice.
std::vector<Input> expand_inputs(const std::vector<std::string>& arguments);

/// Opens a recording; "-" is standard input.
AudioReader open_input(const Input& input, const AudioOptions& options);

/// Reports each input that failed in one line, and counts them.
class Failures {
 public:
  void add(const Error& error);

  /// kSuccess if none of `inputs` inputs failed, kPartial if some did; if all did, the status of
  /// their errors.
  int status(std::size_t inputs) const;

 private:
  std::size_t count_ = 0;
  std::set<int> statuses_;
};

/// Calls `read(input, stop)` for each input, on up to `threads` threads at once (0: as many as the
/// machine runs), and `write(input, result)` on this thread, in the order of the inputs. At most
/// two results for each thread are in memory. An input that cannot be read is reported, and the
/// others are processed. A failure to write ends the command and requests the readers to stop.
/// Returns the exit status.
template <class Read, class Write>
int for_each_input(const std::vector<Input>& inputs, std::size_t threads, const Read& read,
                   const Write& write) {
  using Result = std::remove_cvref_t<decltype(read(inputs.front(), std::stop_token()))>;
  struct Outcome {
    std::optional<Result> result;
    std::exception_ptr error;
  };
  OrderedJobs jobs{.items = inputs.size(), .threads = threads, .work = {}, .consume = {}};
  std::vector<Outcome> outcomes(jobs.slots());
  Failures failures;
  jobs.work = [&](std::size_t i, const std::stop_token& stop) {
    Outcome& outcome = outcomes[i % outcomes.size()];
    try {
      if (inputs[i].problem) throw *inputs[i].problem;
      outcome.result = read(inputs[i], stop);
    } catch (...) {
      outcome.error = std::current_exception();
    }
  };
  jobs.consume = [&](std::size_t i) {
    const Outcome outcome = std::exchange(outcomes[i % outcomes.size()], {});
    if (outcome.result) return write(inputs[i], *outcome.result);
    try {
      std::rethrow_exception(outcome.error);
    } catch (const Error& error) {
      failures.add(error);
    }
  };
  run_in_order(jobs);
  return failures.status(inputs.size());
}

/// The file to write for each input, by the input's name. For a single recording that was named as
/// a file, `output` is that file, unless it is a folder or ends in '/'. Otherwise `output` is a
/// folder. Throws invalid_argument if two inputs would have the same file, or if `output` is a file
/// and there are several recordings, and io if the system refuses to look at `output`.
std::map<std::string, std::filesystem::path> output_paths(const std::vector<Input>& inputs,
                                                          const std::vector<std::string>& arguments,
                                                          const std::string& output,
                                                          const std::string& extension);

/// Creates the folders above `path`. Throws io.
void create_parent_folders(const std::filesystem::path& path);

}  // namespace emovox::cli
