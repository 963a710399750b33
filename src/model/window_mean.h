// The verdict on a recording that was judged in windows: the mean of their probabilities.
#pragma once

#include <cstddef>
#include <vector>

#include "emovox/model.h"

namespace emovox::model {

class WindowMean {
 public:
  /// Only windows that carry an emotion count.
  void add(const Prediction& window);

  /// Over [0, end] seconds. Where no window was ok: silent if one was silent, else too short.
  Prediction prediction(const ModelInfo& info, double end) const;

 private:
  std::vector<double> sums_;  // [C]
  std::size_t count_ = 0;     // windows that were ok
  PredictionState state_ = PredictionState::too_short;
};

}  // namespace emovox::model
