// Stage "band levels": samples in pieces → how loud each of eight bands is, frame by frame.
//
// Frame t hears the samples [t · hop, t · hop + window), 25 ms every 10 ms, through the front end
// that features come from; a band's level is the mean of its mel bands' dB, never under kQuiet.
// What is slower than speech, an offset or rumble, is taken away before, three times over:
// y(n) = x(n) - x(n-1) + 0.97 y(n-1), -3 dB at 77 Hz.
#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <vector>

#include "emovox/features.h"
#include "features/frame_analyser.h"

namespace emovox::vad {

inline constexpr std::size_t kBands = 8;
/// Noise of -73 dB of full scale has this level; what is quieter counts as silence.
inline constexpr float kQuiet = -66.0F;  // dB

using Levels = std::array<float, kBands>;  // dB, low bands first

class BandLevels {
 public:
  /// Throws unsupported under kLeastRate.
  explicit BandLevels(int sample_rate);
  static constexpr int kLeastRate = 4000;  // Hz

  std::size_t window() const noexcept { return window_; }  // samples
  std::size_t hop() const noexcept { return hop_; }        // samples

  /// Appends the frames that finite samples complete, the same however the samples are cut.
  void push(std::span<const float> samples, std::vector<Levels>& out);

 private:
  void append_without_rumble(std::span<const float> samples);
  void analyse(std::size_t begin, std::size_t count, std::vector<Levels>& out);

  std::size_t window_;  // samples
  std::size_t hop_;     // samples
  features::FrameAnalyser analyser_;
  std::vector<float> buffer_;  // from the next frame's first sample on
  std::vector<float> group_;   // samples of kGroupFrames frames
  Features features_;          // of one group: log_mel alone
  struct HighPass {
    double input = 0.0;   // the last
    double output = 0.0;  // the last
    double step(double sample);
  };
  std::array<HighPass, 3> high_pass_;
};

}  // namespace emovox::vad
