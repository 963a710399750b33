// The tables of a report, as plain data makes them.
#pragma once

#include <optional>
#include <span>

#include "evaluation/report.h"
#include "evaluation/table.h"

namespace emovox::evaluation {

/// WA, UA and macro F1, both ways of combining folds, and of the ensemble of seeds.
Table headline_table(const RunMetrics& run);

/// The same of several runs, a row each: mean over folds and pooled.
Table side_by_side_table(std::span<const RunReport> runs);

/// Nothing where no results were published for the corpus.
std::optional<Table> published_table(const RunReport& run);

/// Recall, precision and F1 by class, beside listeners and the paper where there are some.
Table class_table(const RunReport& run);

Table speaker_table(const RunMetrics& run);

/// Nothing where each speaker is a fold, so that the speakers' table has said it all.
std::optional<Table> fold_table(const RunMetrics& run);

/// Calibration error, likelihood and Brier score of each seed, before and after calibration where
/// the run was calibrated.
Table calibration_table(const RunReport& run);

/// The most confident mistakes, each file once.
Table mistake_table(const PredictionTable& table);

/// Counts of truth (rows) and prediction, summed over seeds.
Table confusion_table(const RunMetrics& run);

bool each_speaker_is_a_fold(const RunMetrics& run);

}  // namespace emovox::evaluation
