// Makes the tables of a report from plain data.
#pragma once

#include <optional>
#include <span>

#include "evaluation/report.h"
#include "evaluation/table.h"

namespace emovox::evaluation {

/// WA, UA and macro F1, both ways of combining folds, and of the ensemble of seeds.
Table headline_table(const RunMetrics& run);

/// The metrics of several runs, one row for each: mean over folds and pooled.
Table side_by_side_table(std::span<const RunReport> runs);

/// Published results beside the run's; nothing if none were published for the corpus.
std::optional<Table> published_table(const RunReport& run);

/// Recall, precision and F1 by class, with the results of human listeners and the paper if known.
Table class_table(const RunReport& run);

Table speaker_table(const RunMetrics& run);

/// Metrics by fold; nothing if each speaker is a fold, because the table by speaker is then the
/// same.
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
