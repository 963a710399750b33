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

/// calibration.csv: `seed,fold,temperature,abstain_below`, a row a model. Writes beside `path` and
/// renames. Throws io.
void write_calibrations(const std::filesystem::path& path,
                        const std::vector<FoldCalibration>& calibrations);

/// Throws not_found, io, corrupt_data with file and line.
std::vector<FoldCalibration> read_calibrations(const std::filesystem::path& path);

/// The table with its posteriors as they were before temperature scaling; unchanged where there are
/// no calibrations. Throws invalid_argument where a row's fold and seed have none.
PredictionTable uncalibrated(PredictionTable table,
                             const std::vector<FoldCalibration>& calibrations);

/// Calibration metrics of posteriors; ece with kReliabilityBins.
struct CalibrationMetrics {
  double nll = 0.0;
  double brier = 0.0;
  double ece = 0.0;
};

CalibrationMetrics calibration_metrics(std::span<const LabelledPosterior> posteriors);

/// Of one seed, over all its rows. Without calibrations there is nothing but `before`.
struct SeedCalibration {
  std::uint64_t seed = 0;
  CalibrationMetrics before;
  std::optional<CalibrationMetrics> after;
  std::optional<CoveragePoint> answered;  // by thresholds of the folds; its own means nothing
  std::vector<FoldCalibration> folds;
};

/// By rising seed. Throws as uncalibrated() does, and on an empty table.
std::vector<SeedCalibration> seed_calibrations(const PredictionTable& table,
                                               const std::vector<FoldCalibration>& calibrations);

/// One line for a terminal, mean over seeds; ends in a line feed.
std::string calibration_text(const std::vector<SeedCalibration>& seeds);

}  // namespace emovox::evaluation
