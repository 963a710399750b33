// predictions.csv: `file,speaker,emotion,fold,seed,predicted,p_<label>…`, one row for each
// utterance and seed. Probabilities are read back as exactly the numbers that were written.
#pragma once

#include <filesystem>
#include <string>

#include "evaluation/metrics.h"

namespace emovox::evaluation {

/// Writes beside `path` and renames. Throws io; invalid_argument where a row does not fit the
/// labels.
void write_predictions(const std::filesystem::path& path, const PredictionTable& table);

/// The labels are the p_ columns, in their order. Throws not_found, io, corrupt_data with file and
/// line: a missing or unknown column, an empty field, a label without column, a cell that is no
/// probability.
PredictionTable read_predictions(const std::filesystem::path& path);

/// The common folder of all files of a table, with a slash at its end, or nothing. It may be left
/// out when they are shown.
std::string shared_folder(const PredictionTable& table);

}  // namespace emovox::evaluation
