// The mistakes that a model was surest of: what to listen to first.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "evaluation/metrics.h"

namespace emovox::evaluation {

struct Mistake {
  PredictionRow row;        // of the seed that was surest
  double confidence = 0.0;  // probability of row.predicted
  double of_truth = 0.0;    // probability of row.emotion
  std::size_t seeds = 0;    // how many seeds were wrong about this file
};

/// A file once, the surest first; ties by file name.
std::vector<Mistake> most_confident_mistakes(const PredictionTable& table, std::size_t count);

}  // namespace emovox::evaluation
