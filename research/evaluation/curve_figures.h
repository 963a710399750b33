// Plots of curves: learning curves, the reliability diagram and accuracy by coverage.
#pragma once

#include <string>

#include "evaluation/learning_curves.h"
#include "evaluation/metrics.h"
#include "evaluation/svg.h"

namespace emovox::evaluation {

/// Mean and range over trainings of every metric, epoch by epoch. curves must not be empty.
Figure curves_figure(const LearningCurves& curves);

/// The reliability diagram: accuracy of predictions by their confidence, with the diagonal. `when`
/// ("before") distinguishes two such figures of one run.
Figure reliability_figure(const PredictionTable& table, const std::string& when = "");

/// Accuracy of the most confident predictions by coverage, their share of all predictions.
Figure coverage_figure(const PredictionTable& table);

}  // namespace emovox::evaluation
