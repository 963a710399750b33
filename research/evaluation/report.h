// report.html of cross-validations: one file, no network, no script, light and dark, fit to print.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "evaluation/chosen_utterances.h"
#include "evaluation/human_listeners.h"
#include "evaluation/learning_curves.h"
#include "evaluation/metrics.h"
#include "evaluation/run_calibration.h"
#include "evaluation/svg.h"
#include "evaluation/table.h"

namespace emovox::evaluation {

/// What the metrics alone do not tell.
struct RunDescription {
  std::string title = "Cross-validation";     // of the page, and of the run beside others
  std::string track = "speaker-independent";  // what was seen of the test speakers
  std::string corpus;                         // "emodb" and "savee": published results stand beside
  std::string config;                         // the resolved configuration, as text
  std::vector<std::pair<std::string, std::string>> checksums;  // of what, and in hexadecimal
};

/// Everything that is reported of one run.
struct RunReport {
  RunDescription description;
  PredictionTable table;
  RunMetrics metrics;                         // compute_metrics(table)
  LearningCurves curves;                      // empty where none were kept
  std::vector<FoldCalibration> calibrations;  // empty where the run was not calibrated
  std::vector<Illustration> illustrations;
  std::string no_illustrations;  // why there are none, or fewer
  std::optional<HumanListeners> listeners;
};

/// One run: everything. Several: side by side, compared with the first, then each. Throws
/// invalid_argument on none.
std::string report_html(std::span<const RunReport> runs);

/// DBL-MM, BiLSTM-1 and BiLSTM-2 of one corpus, in this order: the paper's Tables III to V and its
/// confusion matrix, beside the paper's own results where it has them; then each run.
std::string reproduction_html(std::span<const RunReport> runs);

/// What a run's report shows, for files of their own.
std::vector<Figure> run_figures(const RunReport& run);
std::vector<Table> run_tables(const RunReport& run);

}  // namespace emovox::evaluation
