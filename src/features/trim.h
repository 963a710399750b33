// Stage "trim": finds the part of an utterance without the silence at its ends. Follows
// librosa.effects.trim(y, top_db, frame_length=window_length, hop_length).
#pragma once

#include <cstddef>
#include <span>

#include "emovox/features.h"

namespace emovox::features {

/// A range of samples.
struct Part {
  std::size_t first = 0;
  std::size_t count = 0;

  bool operator==(const Part&) const = default;
};

/// The range from the first to the last frame whose mean square is less than `top_db` decibels
/// below that of the loudest frame, in whole hops. All samples if everything is silent or top_db is
/// 0.
Part trim_silence(std::span<const float> samples, double top_db, const FeatureOptions& options);

}  // namespace emovox::features
