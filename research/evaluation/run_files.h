// The names of the files in the run folder of a cross-validation.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

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
