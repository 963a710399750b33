// What a finished cross-validation left in its folder: predictions.csv, and the track from
// metrics.json.
#pragma once

#include <filesystem>
#include <string>

#include "evaluation/metrics.h"

namespace emovox::evaluation {

struct RunResults {
  std::string name;   // for people: the folder as it was given
  std::string track;  // what was seen of the test speakers
  PredictionTable table;
};

/// Throws not_found where the folder holds no finished run, io, corrupt_data.
RunResults read_run(const std::filesystem::path& folder);

/// Throws invalid_argument, naming the second run and the first thing that differs.
void check_comparable(const RunResults& first, const RunResults& second);

}  // namespace emovox::evaluation
