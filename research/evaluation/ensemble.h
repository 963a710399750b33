// Combines the seeds of a run into an ensemble: the mean posterior of an utterance over the seeds.
// Its label is the first one with the highest mean.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "evaluation/metrics.h"

namespace emovox::evaluation {

/// The rows of one utterance. If a file holds several utterances, their rows are in the same order
/// in all seeds, which identifies them.
struct UtteranceRows {
  std::string file;
  std::size_t occurrence = 0;     // index among the utterances of the file, from 0
  std::vector<std::size_t> rows;  // in the table, by rising seed
};

/// By file and occurrence.
std::vector<UtteranceRows> utterances_of(const PredictionTable& table);

/// A table with one row for each utterance, whose seed is 0. The ensemble of one seed has the
/// table's own predictions. Nothing where the seeds did not predict the same utterances, each with
/// the same truth, speaker and fold. Throws invalid_argument on an empty table or a row whose
/// probabilities do not fit the labels.
std::optional<PredictionTable> seed_ensemble(const PredictionTable& table);

}  // namespace emovox::evaluation
