// Calibration of a cross-validation: the temperature and threshold of each fold's model, and their
// effect on the probabilities of its test speakers.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "evaluation/calibration.h"

namespace emovox::evaluation {

struct FoldCalibration {
  std::uint64_t seed = 0;
  std::string fold;
  Calibration calibration;
};

/// calibration.csv: `seed,fold,temperature,abstain_below`, one row for each model. Writes beside
/// `path` and renames. Throws io.
void write_calibrations(const std::filesystem::path& path,
                        const std::vector<FoldCalibration>& calibrations);

/// Throws not_found, io, corrupt_data with file and line.
std::vector<FoldCalibration> read_calibrations(const std::filesystem::path& path);

/// The table with its posteriors before temperature scaling; unchanged if there are
/// no calibrations. Throws invalid_argument if the fold and seed of a row have none.
PredictionTable uncalibrated(PredictionTable table,
                             const std::vector<FoldCalibration>& calibrations);

/// Calibration metrics of posteriors; ece with kReliabilityBins.
struct CalibrationMetrics {
  double nll = 0.0;
  double brier = 0.0;
  double ece = 0.0;
};

CalibrationMetrics calibration_metrics(std::span<const LabelledPosterior> posteriors);

/// Metrics of one seed, over all its rows. Without calibrations only `before` is set.
struct SeedCalibration {
  std::uint64_t seed = 0;
  CalibrationMetrics before;
  std::optional<CalibrationMetrics> after;
  std::optional<CoveragePoint> answered;  // at the folds' thresholds; its `threshold` is not used
  std::vector<FoldCalibration> folds;
};

/// Metrics of each seed, by rising seed. Throws as uncalibrated() does, and on an empty table.
std::vector<SeedCalibration> seed_calibrations(const PredictionTable& table,
                                               const std::vector<FoldCalibration>& calibrations);

/// One line for a terminal, mean over seeds; ends in a line feed.
std::string calibration_text(const std::vector<SeedCalibration>& seeds);

}  // namespace emovox::evaluation
