// One voice that arrives in pieces, re-scored in sliding windows: a bidirectional LSTM has no
// causal answer, so a window's prediction is ready when its last sample is there.
#pragma once

#include <memory>
#include <optional>
#include <span>

#include "emovox/export.h"
#include "emovox/model.h"

namespace emovox {

/// Window k hears [k * hop, k * hop + window). Its prediction equals Model::predict of that stretch
/// of the (resampled) audio, however the samples were cut into pieces. Move-only; keeps its model
/// alive. Not safe for use by two threads at once.
class EMOVOX_EXPORT Stream {
 public:
  Stream(Stream&&) noexcept;
  Stream& operator=(Stream&&) noexcept;
  ~Stream();

  /// Appends samples; throws invalid_argument on one that is not finite, and then keeps none.
  void push(std::span<const float> samples);

  /// The prediction of the oldest complete window not yet given, or nothing.
  std::optional<Prediction> poll();

  /// Ends the voice. Call until it gives nothing: first come complete windows that were not polled
  /// (the resampler holds the last few samples back until here), then what no window has heard, as
  /// one shorter window; less than kMinimumDuration of it counts only when there was no window
  /// before. Then only reset() may follow.
  std::optional<Prediction> finish();

  /// Forgets everything; time starts at 0 again.
  void reset();

 private:
  friend class Model;
  class Impl;
  explicit Stream(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace emovox
