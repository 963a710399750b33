// The figures of a report, as plain data makes them.
#pragma once

#include <optional>
#include <string>

#include "evaluation/illustration.h"
#include "evaluation/learning_curves.h"
#include "evaluation/listeners.h"
#include "evaluation/metrics.h"
#include "evaluation/svg.h"

namespace emovox::evaluation {

/// Counts summed over seeds, and percentages of the row.
Figure confusion_figure(const RunMetrics& run);

/// Recall by class: the mean as a bar, each seed a dot, listeners a line where there are some.
Figure class_figure(const RunMetrics& run, const std::optional<Listeners>& listeners);

/// WA and UA by speaker, with the range over seeds.
Figure speaker_figure(const RunMetrics& run);

/// Recall by speaker and class, mean over seeds.
Figure speaker_class_figure(const RunMetrics& run);

/// Mean and range over trainings of every figure, epoch by epoch. curves must not be empty.
Figure curves_figure(const LearningCurves& curves);

/// Accuracy of answers of like confidence, beside what it should be. `when` ("before") makes names
/// where there are two.
Figure reliability_figure(const PredictionTable& table, const std::string& when = "");

/// Accuracy of the surest answers, by how many are answered.
Figure coverage_figure(const PredictionTable& table);

/// Waveform, log-mel spectrum and attention over one time axis. `number` makes the name.
Figure attention_figure(const PredictionTable& table, const Illustration& illustration,
                        std::size_t number);

}  // namespace emovox::evaluation
