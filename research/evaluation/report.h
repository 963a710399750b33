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

/// Facts about a run besides its metrics.
struct RunDescription {
  std::string title = "Cross-validation";     // title of the page and of the run among others
  std::string track = "speaker-independent";  // what training used of the test speakers
  std::string corpus;                         // "emodb" and "savee" have published results
  std::string config;                         // the resolved configuration, as text
  std::vector<std::pair<std::string, std::string>> checksums;  // names and hexadecimal checksums
};

/// All data of the report of one run.
struct RunReport {
  RunDescription description;
  PredictionTable table;
  RunMetrics metrics;                         // compute_metrics(table)
  LearningCurves curves;                      // empty if none were stored
  std::vector<FoldCalibration> calibrations;  // empty if the run was not calibrated
  std::vector<Illustration> illustrations;
  std::string no_illustrations;  // why utterances are not illustrated; empty: all are
  std::optional<HumanListeners> listeners;
};

/// The report of one run, or of several: a table of all, comparisons with the first, then each.
/// Throws invalid_argument without runs.
std::string report_html(std::span<const RunReport> runs);

/// DBL-MM, BiLSTM-1 and BiLSTM-2 of one corpus, in this order: the paper's Tables III to V and its
/// confusion matrix, beside the results of the paper if it has them; then each run.
std::string reproduction_html(std::span<const RunReport> runs);

/// The figures of a run's report, for separate files.
std::vector<Figure> run_figures(const RunReport& run);
std::vector<Table> run_tables(const RunReport& run);

}  // namespace emovox::evaluation
