// Predicts utterances or windows at the model's sample rate, in batches that share the
// weights.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

#include "emovox/model.h"
#include "model/network.h"

namespace emovox::model {

/// The largest thread count that the API accepts.
inline constexpr int kMostThreads = 1024;

/// Throws invalid_argument naming `field` unless `threads` is from 0 to kMostThreads.
void check_threads(std::string_view field, int threads);

/// The thread count of one call: `asked`, or network.threads() if that is 0. Throws
/// invalid_argument naming `field` as check_threads.
std::size_t threads_of(std::string_view field, int asked, const Network& network);

/// Converts seconds to whole samples at `sample_rate` Hz.
std::size_t to_samples(double seconds, int sample_rate);

/// Throws invalid_argument naming the first sample that is not finite.
void require_finite(std::span<const float> samples);

/// Sets label, confidence, uncertain and probabilities of a prediction whose state is ok.
void put_answer(std::vector<float> probabilities, const ModelInfo& info, Prediction& prediction);

/// The predictions of `utterances`, in order; times count from each utterance's first sample. All
/// go through the network together, on up to `threads` threads. Each prediction equals that of
/// the utterance alone.
std::vector<Prediction> predict_batch(const Network& network,
                                      std::span<const std::span<const float>> utterances,
                                      std::size_t threads);

/// A window or utterance of one of many voices, and the place to write its prediction.
struct Segment {
  const Network* network = nullptr;
  std::span<const float> samples;    // at the network's sample rate
  Prediction* prediction = nullptr;  // written; its times count from the first sample
};

/// Predicts all segments, in batches of one network each, on up to `threads` threads, at least 1.
/// Each prediction equals that of the segment alone. If it throws, some predictions may
/// have been written.
void predict_in_batches(std::vector<Segment> segments, std::size_t threads);

}  // namespace emovox::model
