// One utterance or window at the model's sample rate → its prediction.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "emovox/model.h"
#include "emovox/stream.h"
#include "model/network.h"

namespace emovox::model {

/// Windows in which audio over kLongestUtterance is judged: side by side, so that every sample
/// counts once.
inline constexpr StreamOptions kLongAudioWindows{.window = 3.0, .hop = 3.0};

/// Seconds → whole samples at `sample_rate` Hz.
std::size_t to_samples(double seconds, int sample_rate);

/// Throws invalid_argument naming the first sample that is not finite.
void require_finite(std::span<const float> samples);

/// Fills in what is said where the state is ok: label, confidence, whether it is uncertain.
void put_answer(std::vector<float> probabilities, const ModelInfo& info, Prediction& prediction);

/// The index of the largest value, the first of equals.
std::size_t most_probable(std::span<const float> probabilities);

/// Times count from each utterance's first sample. They are advanced together, on up to `threads`
/// threads; each gets what it would get alone.
std::vector<Prediction> judge(const Network& network,
                              std::span<const std::span<const float>> utterances,
                              std::size_t threads);

}  // namespace emovox::model
