// folds.csv: `file,speaker,emotion,fold` (and `start,end` where the manifest has them), one row for
// each utterance with the fold that tests it. With a column `text`, the training set of a fold
// does not contain the sentences of its test set.
#pragma once

#include <filesystem>
#include <vector>

#include "corpus/folds.h"
#include "corpus/manifest.h"

namespace emovox::corpus {

/// Writes a new file beside `path` and renames it. Throws io, and invalid_argument where the folds
/// do not test each utterance once.
void write_folds(const std::filesystem::path& path, const Manifest& manifest,
                 const std::vector<Fold>& folds);

/// Reads the folds of a manifest. Throws not_found, io, and corrupt_data where a row is missing,
/// unknown or double, or two folds test one speaker (which is allowed where sentences are held
/// out).
std::vector<Fold> read_folds(const std::filesystem::path& path, const Manifest& manifest);

}  // namespace emovox::corpus
