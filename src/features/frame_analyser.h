// Frames of samples → what each says by itself: its log-mel spectrum without the utterance's floor,
// and the six statistics. The way: window → spectrum → mel → decibel; statistics beside it. Frames
// are gathered until they fill the lanes of a vector, and go the way side by side.
#pragma once

#include <hwy/aligned_allocator.h>

#include <memory>
#include <span>
#include <vector>

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

  /// Frames taken and not yet analysed.
  std::size_t waiting() const noexcept { return group_.count; }

  /// Takes the next frame: samples, [window_length]. Appends a group's rows to `features` as soon
  /// as it is full.
  void take(std::span<const float> samples, Inside inside, Features& features);

  /// Appends the rows of the frames that wait: all of log_mel, the statistics of lld, zeros in its
  /// other columns.
  void finish(Features& features);

 private:
  std::shared_ptr<const FrontEnd> front_end_;
  FrameGroup group_;
  Workspace workspace_;
};

}  // namespace emovox::features
