// Plots of a model's accuracy: the confusion matrix, recall by class, accuracy by speaker.
#pragma once

#include <optional>

#include "evaluation/human_listeners.h"
#include "evaluation/metrics.h"
#include "evaluation/svg.h"

namespace emovox::evaluation {

/// The confusion matrix: counts summed over seeds, and percentages of the row.
Figure confusion_figure(const RunMetrics& run);

/// Recall by class: a bar for the mean, a dot for each seed, a line for human listeners if known.
Figure class_figure(const RunMetrics& run, const std::optional<HumanListeners>& listeners);

/// WA and UA by speaker, with the range over seeds.
Figure speaker_figure(const RunMetrics& run);

/// Recall by speaker and class, mean over seeds.
Figure speaker_class_figure(const RunMetrics& run);

}  // namespace emovox::evaluation
