// Plots of how often a model is right: by class, by speaker, and the confusion matrix.
#pragma once

#include <optional>

#include "evaluation/human_listeners.h"
#include "evaluation/metrics.h"
#include "evaluation/svg.h"

namespace emovox::evaluation {

/// The confusion matrix: counts summed over seeds, and percentages of the row.
Figure confusion_figure(const RunMetrics& run);

/// Recall by class: the mean as a bar, each seed a dot, listeners a line where there are some.
Figure class_figure(const RunMetrics& run, const std::optional<HumanListeners>& listeners);

/// WA and UA by speaker, with the range over seeds.
Figure speaker_figure(const RunMetrics& run);

/// Recall by speaker and class, mean over seeds.
Figure speaker_class_figure(const RunMetrics& run);

}  // namespace emovox::evaluation
