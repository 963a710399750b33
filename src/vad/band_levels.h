// Stage "band levels" of voice activity detection: computes from samples in pieces the levels of
// eight frequency bands, frame by frame.
//
// Frame t covers the samples [t · hop, t · hop + window): 25 ms, every 10 ms. Its log-mel spectrum
// is computed by the front end of the features. The level of a band is the mean of its mel bands in
// dB, at least kQuiet. First, offset and rumble, which vary more slowly than speech, are removed
// by three high-pass filters in series: y(n) = x(n) - x(n-1) + 0.97 y(n-1), -3 dB at 77 Hz.
#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <vector>

#include "emovox/features.h"
#include "features/frame_analyser.h"

namespace emovox::vad {

inline constexpr std::size_t kBands = 8;
/// White noise of -73 dB of full scale has this level. Quieter sound counts as silence.
inline constexpr float kQuiet = -66.0F;  // dB

using Levels = std::array<float, kBands>;  // dB, low bands first

class BandLevels {
 public:
  static constexpr int kLeastRate = 4000;  // Hz

  /// The tables for a sample rate in Hz, which many voices may share. Throws unsupported below
  /// kLeastRate.
  static FeatureTables tables(int sample_rate);

  /// tables: as the function above makes them.
  explicit BandLevels(const FeatureTables& tables);

  std::size_t window() const noexcept { return window_; }  // samples
  std::size_t hop() const noexcept { return hop_; }        // samples

  /// Appends the levels of the frames that these samples complete. Samples must be finite. The
  /// levels do not depend on the sizes of the pieces.
  void push(std::span<const float> samples, std::vector<Levels>& out);

 private:
  void append_without_rumble(std::span<const float> samples);
  void analyse(std::size_t begin, std::size_t count, std::vector<Levels>& out);

  std::size_t window_;  // samples
  std::size_t hop_;     // samples
  features::FrameAnalyser analyser_;
  std::vector<float> buffer_;  // from the first sample of the next frame on
  std::vector<float> group_;   // samples of kGroupFrames frames
  Features features_;          // of one group; only log_mel is used
  struct HighPass {
    double input = 0.0;   // x(n-1)
    double output = 0.0;  // y(n-1)
    double step(double sample);
  };
  std::array<HighPass, 3> high_pass_;
};

}  // namespace emovox::vad
