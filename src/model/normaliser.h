// Computes the inputs of the BiLSTMs from features: normalisation, then averaging of frames into
// steps. Training and inference use the same function, so that both compute with the same numbers.
#pragma once

#include <cstddef>
#include <vector>

#include "emovox/features.h"
#include "emovox/model.h"

namespace emovox::model {

/// Mean and standard deviation of each dimension of one feature set over a training fold.
struct NormaliserStatistics {
  std::vector<float> mean;
  std::vector<float> std;  // at least kSmallestStd
};

inline constexpr float kSmallestStd = 1e-5f;
/// Least standard deviation within an utterance, as a share of the corpus's: a dimension that is
/// nearly constant in the utterance is divided by this instead, which keeps its noise small.
inline constexpr float kSmallestUtteranceStd = 0.1f;

/// Statistics over all frames of all given utterances, accumulated in double, in order.
NormaliserStatistics fit_normaliser(const std::vector<const FrameMatrix*>& utterances);

/// Standardises by the corpus, then normalises by options.normalisation, then averages each
/// options.frames_per_step consecutive frames (the last group may be shorter).
FrameMatrix normalise(const FrameMatrix& features, const NormaliserStatistics& statistics,
                      const ModelOptions& options);

}  // namespace emovox::model
