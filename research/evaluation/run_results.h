// The results of a finished cross-validation, read from its folder: predictions.csv, and the track
// from metrics.json; and the check whether two runs may be compared.
#pragma once

#include <filesystem>
#include <string>

#include "evaluation/metrics.h"

namespace emovox::evaluation {

struct RunResults {
  std::string name;   // for messages: the folder as given by the user
  std::string track;  // what training used of the test speakers
  PredictionTable table;
};

/// Throws not_found where the folder holds no finished run, io, corrupt_data.
RunResults read_run(const std::filesystem::path& folder);

/// Checks that two runs have the same track, labels and utterances. Throws
/// invalid_argument, naming the second run and the first difference.
void check_comparable(const RunResults& first, const RunResults& second);

}  // namespace emovox::evaluation
