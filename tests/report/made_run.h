// A finished cross-validation without any training: two speakers, two emotions, eight voices,
// models with random weights, and their predictions of the voices.
#pragma once

#include <filesystem>

#include "evaluation/metrics.h"

namespace emovox::testing {

/// Writes corpus.csv and audio/ into the folder, and the run into folder/NAME: config.toml,
/// folds.csv, models of seed 1, predictions.csv, metrics.json. `seed` makes the models.
evaluation::PredictionTable make_run(const std::filesystem::path& folder, const char* name = "run",
                                     std::uint64_t seed = 1);

}  // namespace emovox::testing
