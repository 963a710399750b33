// Predicts batches. Audio that is too short or silent gets only a state; all other audio goes
// through the network.
#include "model/predict_batch.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <string>

#include "emovox/error.h"
#include "kernels/thread_team.h"
#include "model/prepare_audio.h"
#include "text/posterior.h"

namespace emovox::model {
namespace {

std::size_t steps_of(std::size_t samples, const ModelInfo& info) {
  const std::size_t frames = 1 + samples / static_cast<std::size_t>(info.features.hop_length);
  const auto per_step = static_cast<std::size_t>(info.network.frames_per_step);
  return (frames + per_step - 1) / per_step;
}

/// Attention weights of the steps of the part between the trimmed ends → of all steps; those of the
/// ends are 0. A part that begins within a step counts from the beginning of that step.
std::vector<float> spread_over_all(const std::vector<float>& weights, const features::Part& trimmed,
                                   std::size_t samples, const ModelInfo& info) {
  if (weights.empty() || trimmed.count == samples) return weights;
  const std::size_t first = steps_of(trimmed.first, info) - 1;
  std::vector<float> spread(steps_of(samples, info), 0.0f);
  std::ranges::copy(weights, spread.begin() + static_cast<std::ptrdiff_t>(first));
  return spread;
}

using Batch = std::span<const Segment>;

void predict_segments(Batch batch, std::size_t threads) {
  std::vector<std::span<const float>> samples;
  for (const Segment& segment : batch) samples.push_back(segment.samples);
  auto predictions = predict_batch(*batch[0].network, samples, threads);
  for (std::size_t i = 0; i < batch.size(); ++i) *batch[i].prediction = std::move(predictions[i]);
}

std::size_t samples_of(Batch batch) {
  std::size_t samples = 0;
  for (const Segment& segment : batch) samples += segment.samples.size();
  return samples;
}

/// Cuts segments, sorted by network, into batches of one network each. A batch mixes short and long
/// segments and holds at most one thread's share of all samples, so that threads finish together.
std::vector<Batch> cut(Batch segments, std::size_t threads) {
  constexpr std::size_t kMost = 16;  // utterances; larger batches are hardly faster
  const std::size_t share = samples_of(segments) / threads;
  std::vector<Batch> batches;
  while (!segments.empty()) {
    std::size_t count = 1;
    while (count < std::min(kMost, segments.size()) &&
           segments[count].network == segments[0].network &&
           samples_of(segments.first(count + 1)) <= share) {
      ++count;
    }
    batches.push_back(segments.first(count));
    segments = segments.subspan(count);
  }
  return batches;
}

}  // namespace

void check_threads(std::string_view field, int threads) {
  if (threads >= 0 && threads <= kMostThreads) return;
  throw Error(ErrorCode::invalid_argument, field, "is " + std::to_string(threads),
              "must be from 0 to " + std::to_string(kMostThreads));
}

std::size_t threads_of(std::string_view field, int asked, const Network& network) {
  check_threads(field, asked);
  return asked > 0 ? static_cast<std::size_t>(asked) : network.threads();
}

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

void put_answer(std::vector<float> probabilities, const ModelInfo& info, Prediction& prediction) {
  const std::size_t best = text::argmax(probabilities);
  prediction.label = info.labels[best];
  prediction.confidence = probabilities[best];
  prediction.uncertain = prediction.confidence < info.abstain_below;
  prediction.probabilities = std::move(probabilities);
}

std::vector<Prediction> predict_batch(const Network& network,
                                      std::span<const std::span<const float>> utterances,
                                      std::size_t threads) {
  const ModelInfo& info = network.info();
  FeatureExtractor extractor(network.tables(), info.network.feature_sets);
  std::vector<Features> features;
  std::vector<TrimmedPart> trimmed(utterances.size());
  std::vector<Prediction> predictions(utterances.size());
  for (std::size_t u = 0; u < utterances.size(); ++u) {
    const auto all = utterances[u];
    trimmed[u] =
        trim_and_check(all, info.features.sample_rate, info.network.trim_db, info.features);
    predictions[u].end = static_cast<double>(all.size()) / info.features.sample_rate;
    predictions[u].state = trimmed[u].state;
    if (predictions[u].state != PredictionState::ok) continue;
    extractor.push(all.subspan(trimmed[u].part.first, trimmed[u].part.count));
    features.push_back(extractor.finish());
  }
  std::vector<Posterior> posteriors = network.forward(features, threads);
  auto next = posteriors.begin();
  for (std::size_t u = 0; u < utterances.size(); ++u) {
    if (predictions[u].state != PredictionState::ok) continue;
    put_answer(std::move(next->probabilities), info, predictions[u]);
    predictions[u].attention =
        spread_over_all((next++)->attention, trimmed[u].part, utterances[u].size(), info);
  }
  return predictions;
}

void predict_in_batches(std::vector<Segment> segments, std::size_t threads) {
  if (segments.empty()) return;
  std::stable_sort(segments.begin(), segments.end(), [](const Segment& a, const Segment& b) {
    if (a.network != b.network) return std::less<>()(a.network, b.network);
    return a.samples.size() > b.samples.size();  // the longest are computed first
  });
  const auto batches = cut(segments, threads);
  if (batches.size() == 1) {
    return predict_segments(batches[0], segments[0].network->threads_for_one(threads));
  }
  const std::function<void(std::size_t)> work = [&](std::size_t b) {
    predict_segments(batches[b], 1);
  };
  segments[0].network->team().for_each({.pieces = batches.size(), .threads = threads}, work);
}

}  // namespace emovox::model
