#include "model/window_mean.h"

#include "model/judge.h"

namespace emovox::model {

void WindowMean::add(const Prediction& window) {
  if (window.state == PredictionState::silent) state_ = PredictionState::silent;
  if (window.state != PredictionState::ok) return;
  sums_.resize(window.probabilities.size());
  for (std::size_t c = 0; c < sums_.size(); ++c) sums_[c] += window.probabilities[c];
  ++count_;
}

Prediction WindowMean::prediction(const ModelInfo& info, double end) const {
  Prediction prediction;
  prediction.state = count_ > 0 ? PredictionState::ok : state_;
  prediction.end = end;
  if (count_ == 0) return prediction;
  std::vector<float> probabilities;
  for (const double sum : sums_) {
    probabilities.push_back(static_cast<float>(sum / static_cast<double>(count_)));
  }
  put_answer(std::move(probabilities), info, prediction);
  return prediction;
}

}  // namespace emovox::model
