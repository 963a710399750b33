// Judging: too short and silent are states; only the rest reaches the network.
#include "model/judge.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "emovox/error.h"

namespace emovox::model {
namespace {

float peak(std::span<const float> samples) {
  float highest = 0.0f;
  for (float sample : samples) highest = std::max(highest, std::abs(sample));
  return highest;
}

PredictionState state_of(std::span<const float> samples, int sample_rate) {
  if (samples.size() < to_samples(kMinimumDuration, sample_rate)) return PredictionState::too_short;
  return peak(samples) < kSilencePeak ? PredictionState::silent : PredictionState::ok;
}

}  // namespace

std::size_t to_samples(double seconds, int sample_rate) {
  return static_cast<std::size_t>(std::llround(seconds * sample_rate));
}

void require_finite(std::span<const float> samples) {
  for (std::size_t i = 0; i < samples.size(); ++i) {
    if (std::isfinite(samples[i])) continue;
    throw Error(ErrorCode::invalid_argument, "audio",
                "sample " + std::to_string(i) + " is not a finite number", "must be finite");
  }
}

std::size_t most_probable(std::span<const float> probabilities) {
  return static_cast<std::size_t>(
      std::distance(probabilities.begin(), std::ranges::max_element(probabilities)));
}

void put_answer(std::vector<float> probabilities, const ModelInfo& info, Prediction& prediction) {
  const std::size_t best = most_probable(probabilities);
  prediction.label = info.labels[best];
  prediction.confidence = probabilities[best];
  prediction.uncertain = prediction.confidence < info.abstain_below;
  prediction.probabilities = std::move(probabilities);
}

std::vector<Prediction> judge(const Network& network,
                              std::span<const std::span<const float>> utterances,
                              std::size_t threads) {
  const ModelInfo& info = network.info();
  FeatureExtractor extractor(info.features, info.network.streams);
  std::vector<Features> features;
  std::vector<Prediction> predictions(utterances.size());
  for (std::size_t u = 0; u < utterances.size(); ++u) {
    predictions[u].end = static_cast<double>(utterances[u].size()) / info.features.sample_rate;
    predictions[u].state = state_of(utterances[u], info.features.sample_rate);
    if (predictions[u].state != PredictionState::ok) continue;
    extractor.push(utterances[u]);
    features.push_back(extractor.finish());
  }
  std::vector<Posterior> posteriors = network.forward(features, threads);
  auto next = posteriors.begin();
  for (Prediction& prediction : predictions) {
    if (prediction.state != PredictionState::ok) continue;
    put_answer(std::move(next->probabilities), info, prediction);
    prediction.attention = std::move((next++)->attention);
  }
  return predictions;
}

}  // namespace emovox::model
