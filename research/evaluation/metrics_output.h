// metrics.json: the labels, every metric of every seed, and the mean and sample standard deviation
// of each over seeds. `mean` and `std` have the shape of a seed's object. `intervals` holds [low,
// high] of the means; `ensemble`, where there are several seeds, the metrics of their mean
// posterior in a seed's shape, with their intervals. `calibration` says how well the posteriors
// match the accuracy: `before` any temperature, and `after` if the run was calibrated.
#pragma once

#include <string>
#include <string_view>

#include "evaluation/metrics.h"
#include "evaluation/run_calibration.h"

namespace emovox::evaluation {

/// `track` says what training used of the test speakers ("speaker-independent"): metrics of
/// different tracks must not be compared without it.
std::string metrics_json(const RunMetrics& run, std::string_view track,
                         const std::vector<SeedCalibration>& calibration = {});

/// Metrics in percent, mean ± deviation over seeds, with intervals where there are any; ends in a
/// line feed.
std::string summary_text(const RunMetrics& run, std::string_view track);

}  // namespace emovox::evaluation
