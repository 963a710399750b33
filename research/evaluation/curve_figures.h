// Plots of curves: learning curves, the reliability diagram and accuracy by coverage.
#pragma once

#include <string>

#include "evaluation/learning_curves.h"
#include "evaluation/metrics.h"
#include "evaluation/svg.h"

namespace emovox::evaluation {

/// Mean and range over trainings of every figure, epoch by epoch. curves must not be empty.
Figure curves_figure(const LearningCurves& curves);

/// Accuracy of answers of like confidence, beside what it should be. `when` ("before") makes names
/// where there are two.
Figure reliability_figure(const PredictionTable& table, const std::string& when = "");

/// Accuracy of the surest answers, by how many are answered.
Figure coverage_figure(const PredictionTable& table);

}  // namespace emovox::evaluation
