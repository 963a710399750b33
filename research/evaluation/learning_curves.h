// learning_curves.csv: `seed,fold,epoch` and the metrics of each epoch (`loss,accuracy`), one row
// for each epoch.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace emovox::evaluation {

/// One epoch of one training.
struct EpochMetrics {
  std::uint64_t seed = 0;
  std::string fold;
  std::uint64_t epoch = 0;                    // 1 for the first
  std::vector<std::optional<double>> values;  // [metrics]; nothing if an epoch lacks the metric
};

struct LearningCurves {
  std::vector<std::string> metrics;  // names: "loss", "accuracy"
  std::vector<EpochMetrics> epochs;  // by training, each from its first epoch
};

/// The text of the table.
std::string learning_curves_csv(const LearningCurves& curves);

/// Reads learning_curves_csv() back. Throws corrupt_data, naming `name` and the line: a missing
/// column, a seed or epoch that is no whole number, a value that is no number.
LearningCurves parse_learning_curves(std::string_view text, std::string_view name);

/// Throws not_found, io, corrupt_data.
LearningCurves read_learning_curves(const std::filesystem::path& path);

}  // namespace emovox::evaluation
