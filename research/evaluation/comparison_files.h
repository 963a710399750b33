// Writes comparisons for programs: JSON and CSV with shares in [0, 1] and unrounded numbers.
#pragma once

#include <span>
#include <string>

#include "evaluation/comparison.h"

namespace emovox::evaluation {

/// {"tests_corrected_for", "comparisons": [{"first", "second", …, "differences": […], "tests": […],
/// "notes": […]}]}; null for a statistic or effect that is infinite, and for an interval of one
/// speaker.
std::string comparison_json(std::span<const Comparison> comparisons);

/// One row for each test:
/// `first,second,track,figure,test,method,pair,n,independent,statistic_name,statistic,
/// effect_name,effect,p,p_holm,remark`; an empty cell for an infinite value. The column and key
/// `figure` hold the metric's name; programs that read these files use them.
std::string comparison_csv(std::span<const Comparison> comparisons);

}  // namespace emovox::evaluation
