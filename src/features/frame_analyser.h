// Frames of samples → what each says by itself: its log-mel spectrum and energy without the
// utterance's floor, and the six statistics. The way: window → spectrum → mel → decibel; statistics
// beside it. As many frames as fill the lanes of a vector go the way side by side.
#pragma once

#include <hwy/aligned_allocator.h>

#include <memory>

#include "emovox/features.h"
#include "features/frame_group.h"
#include "features/front_end.h"

namespace emovox::features {

/// Columns of the statistics, in order, behind the MFCC and their deltas.
enum class Statistic { zcr, rms, centroid, bandwidth, flatness, rolloff };
inline constexpr std::size_t kStatistics = 6;

/// What a group is computed in; kept from group to group, so that none allocates.
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

  /// Appends the rows of the group's frames to the matrices that have columns: all of log_mel, the
  /// statistics of lld, the energy of prosody, zeros in their other columns. lld needs
  /// log_mel beside it.
  void take(const FrameGroup& group, Features& features);

 private:
  std::shared_ptr<const FrontEnd> front_end_;
  Workspace workspace_;
};

}  // namespace emovox::features
