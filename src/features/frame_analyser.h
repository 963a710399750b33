// One frame of samples → what it says by itself: its log-mel spectrum without the utterance's
// floor, and the six statistics. The way: window → spectrum → mel → decibel; statistics beside it.
#pragma once

#include <memory>
#include <span>
#include <vector>

#include "features/front_end.h"
#include "features/spectrum.h"

namespace emovox::features {

/// Columns of the statistics, in order, behind the MFCC and their deltas.
enum class Statistic { zcr, rms, centroid, bandwidth, flatness, rolloff };
inline constexpr std::size_t kStatistics = 6;

class FrameAnalyser {
 public:
  explicit FrameAnalyser(std::shared_ptr<const FrontEnd> front_end);

  struct Frame {
    std::span<const float> samples;  // [window_length], zero-padded at the signal's edges
    std::span<const float> inside;   // the part of them that is no padding
  };

  /// Writes log_mel [mel_bands], dB, and statistics [kStatistics]. Allocates nothing.
  void analyse(Frame frame, std::span<float> log_mel, std::span<float> statistics);

 private:
  std::shared_ptr<const FrontEnd> front_end_;
  SpectrumWorkspace spectrum_;
  std::vector<double> energies_;  // [mel_bands]
  double bin_width_;              // Hz
};

}  // namespace emovox::features
