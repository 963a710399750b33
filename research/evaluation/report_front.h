// The first page of a report on several runs.
#pragma once

#include <span>
#include <string>

#include "evaluation/html.h"
#include "evaluation/report.h"

namespace emovox::evaluation {

/// Title, the runs side by side and every other compared with the first.
void append_side_by_side(Html& html, std::span<const RunReport> runs);

/// Title, the paper's tables and its confusion matrix.
void append_reproduction(Html& html, std::span<const RunReport> runs);

std::string reproduction_title(std::span<const RunReport> runs);

}  // namespace emovox::evaluation
