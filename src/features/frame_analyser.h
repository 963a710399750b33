// Computes from frames of samples the values that depend on one frame alone: its log-mel spectrum
// and energy before the utterance's floor, and the six statistics. Stages: window → spectrum →
// log_mel; statistics. As many frames as a vector has lanes are computed at once.
#pragma once

#include <hwy/aligned_allocator.h>

#include <memory>

#include "emovox/features.h"
#include "features/frame_group.h"
#include "features/front_end.h"

namespace emovox::features {

/// The last columns of lld, in order, after the MFCC and their deltas.
enum class Statistic { zcr, rms, centroid, bandwidth, flatness, rolloff };
inline constexpr std::size_t kStatistics = 6;

/// Memory for the computation of a group, reused for every group, so that none allocates.
struct Workspace {
  explicit Workspace(const Spectrum& spectrum);

  hwy::AlignedFreeUniquePtr<float[]> samples;     // [window_length, lanes]
  hwy::AlignedFreeUniquePtr<double[]> points;     // [fft_length, lanes]
  hwy::AlignedFreeUniquePtr<double[]> power;      // [bins, lanes]
  hwy::AlignedFreeUniquePtr<double[]> magnitude;  // [bins, lanes]
};

class FrameAnalyser {
 public:
  explicit FrameAnalyser(std::shared_ptr<const FrontEnd> front_end);

  /// Appends a row for each frame of the group to the matrices that have columns: all of log_mel,
  /// the statistics of lld, the energy of prosody, and zeros in the other columns. lld needs
  /// log_mel beside it.
  void append(const FrameGroup& group, Features& features);

 private:
  std::shared_ptr<const FrontEnd> front_end_;
  Workspace workspace_;
};

}  // namespace emovox::features
