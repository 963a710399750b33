// The results of a finished cross-validation, read from its folder: predictions.csv, and the track
// from metrics.json; and the check whether two runs may be compared.
#pragma once

#include <cstddef>
#include <cstdint>
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

/// The names of the files in the run folder of a cross-validation.
namespace emovox::evaluation::run_files {

inline constexpr const char* kConfig = "config.toml";
inline constexpr const char* kFolds = "folds.csv";
inline constexpr const char* kPredictions = "predictions.csv";
inline constexpr const char* kMetrics = "metrics.json";
inline constexpr const char* kCurves = "learning_curves.csv";
inline constexpr const char* kCalibration = "calibration.csv";
inline constexpr const char* kReport = "report.html";
inline constexpr const char* kFigures = "figures";  // a folder of SVG files
inline constexpr const char* kTables = "tables";    // a folder of CSV and LaTeX files

/// "checkpoints/seed-1-fold-3" of the fold at place 2 in folds.csv, to which ".safetensors" (the
/// model), ".curve.csv" or ".state" is added. The fold's name is not used, because speakers may
/// have any name.
inline std::string training(std::uint64_t seed, std::size_t fold) {
  return "checkpoints/seed-" + std::to_string(seed) + "-fold-" + std::to_string(fold + 1);
}

}  // namespace emovox::evaluation::run_files
