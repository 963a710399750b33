// What a cross-validation says when it is done: a few lines for a terminal.
#pragma once

#include <string>
#include <string_view>

#include "evaluation/metrics.h"

namespace emovox::evaluation {

/// Figures in percent, mean ± deviation over seeds, with intervals where there are any; ends in a
/// line feed.
std::string summary_text(const RunMetrics& run, std::string_view track);

}  // namespace emovox::evaluation
