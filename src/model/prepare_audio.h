// What of a recording reaches the network: the part between its silent ends or, where the recording
// is long, windows, whose posteriors are averaged.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "emovox/audio.h"
#include "emovox/features.h"
#include "emovox/model.h"
#include "features/trim.h"

namespace emovox::model {

/// Windows in which audio over kLongestUtterance is predicted: side by side, so that every sample
/// counts once.
inline constexpr StreamOptions kLongAudioWindows{.window = 3.0, .hop = 3.0};

/// The part of an utterance or window that the network gets, and what can be said of it.
struct TrimmedPart {
  PredictionState state = PredictionState::ok;
  features::Part part;
};

/// Finds the part between the silent ends (features::trim_silence). It is too_short under
/// kMinimumDuration, silent under kSilencePeak. `sample_rate` in Hz; where `trim_db` is not 0, that
/// of the options.
TrimmedPart trim_and_check(std::span<const float> samples, int sample_rate, double trim_db,
                           const FeatureOptions& options);

/// The windows, as kLongAudioWindows describes them, of audio over kLongestUtterance, at the
/// model's sample rate. A rest under kMinimumDuration is left out.
std::vector<std::span<const float>> long_audio_windows(const Audio& audio);

/// The mean of posteriors that come one by one.
class PosteriorMean {
 public:
  void add(std::span<const float> posterior);  // [C]
  std::size_t count() const { return count_; }
  std::vector<float> probabilities() const;  // [C]; empty before the first

 private:
  std::vector<double> sums_;
  std::size_t count_ = 0;
};

}  // namespace emovox::model
