// report.html of a cross-validation: one file, no network, light and dark, fit to print.
#pragma once

#include <string>

#include "evaluation/metrics.h"

namespace emovox::evaluation {

/// What the figures alone do not tell.
struct RunDescription {
  std::string title = "Cross-validation";     // of the page
  std::string track = "speaker-independent";  // what was seen of the test speakers
  std::string corpus;                         // "emodb" and "savee": published figures stand beside
  std::string config;                         // the resolved configuration, as text
};

/// `run` must be compute_metrics(table).
std::string report_html(const PredictionTable& table, const RunMetrics& run,
                        const RunDescription& description);

}  // namespace emovox::evaluation
