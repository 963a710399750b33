// Finds the pitch, or none, of every frame of samples that arrive in pieces: low pass → yin → pitch
// path. The samples are decimated first, to 8 to 16 times the highest pitch, 4 kHz by default. A
// pitch between two lags is found by a parabola through three values of d.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "emovox/features.h"
#include "features/low_pass.h"
#include "features/pitch_path.h"
#include "features/yin.h"

namespace emovox::features {

class PitchTracker {
 public:
  /// options must be valid for prosody.
  explicit PitchTracker(const FeatureOptions& options);

  /// Finite samples, at options.sample_rate.
  void push(std::span<const float> samples);

  /// The pitches of the first `frames` frames of everything pushed since the last finish(). They do
  /// not depend on the sizes of the pieces.
  std::vector<Pitch> finish(std::size_t frames);

 private:
  void start();
  void filter();
  void analyse_complete_frames(std::size_t limit);
  PitchFrame analyse(const float* samples);
  void add_candidates(PitchFrame& frame) const;
  PitchCandidate refine(std::size_t lag) const;

  std::size_t hop_;  // samples
  LowPass low_pass_;
  double rate_;              // Hz, of decimated samples
  std::size_t least_lag_;    // decimated samples
  std::size_t longest_lag_;  // decimated samples
  double low_;               // Hz
  double high_;              // Hz
  PitchPathOptions path_;
  Yin yin_;
  std::vector<float> raw_;        // samples that the low pass still needs
  std::vector<float> decimated_;  // samples that frames still need
  std::size_t dropped_ = 0;  // decimated samples that were removed, because no frame needs them
  std::vector<PitchFrame> frames_;  // so far
  std::vector<float> differences_;  // of one frame
  std::vector<float> normalised_;
};

}  // namespace emovox::features
