// Prepares audio for the network: trims silence at the ends, finds audio that is too short or
// silent, and divides long recordings into windows, whose posteriors are averaged.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "emovox/audio.h"
#include "emovox/features.h"
#include "emovox/model.h"
#include "features/trim.h"

namespace emovox::model {

/// The windows of audio over kLongestUtterance. They do not overlap, so that every sample
/// counts once.
inline constexpr StreamOptions kLongAudioWindows{.window = 3.0, .hop = 3.0};

/// The part of an utterance or window that is given to the network, and whether it can be
/// predicted.
struct TrimmedPart {
  PredictionState state = PredictionState::ok;
  features::Part part;
};

/// Finds the part between the silent ends (features::trim_silence). Its state is too_short below
/// kMinimumDuration and silent below kSilencePeak. `sample_rate` in Hz; if `trim_db` is not 0, it
/// must be the sample rate of `options`.
TrimmedPart trim_and_check(std::span<const float> samples, int sample_rate, double trim_db,
                           const FeatureOptions& options);

/// Divides audio over kLongestUtterance into windows as in kLongAudioWindows, at the
/// model's sample rate. A rest under kMinimumDuration is left out.
std::vector<std::span<const float>> long_audio_windows(const Audio& audio);

/// The mean of posteriors that are added one by one.
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
