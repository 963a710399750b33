// Predicts the emotion of one live voice, which arrives in pieces, in sliding windows. A
// bidirectional LSTM needs the whole window, so a window's prediction is ready once its last sample
// has arrived.
#pragma once

#include <memory>
#include <optional>
#include <span>

#include "emovox/export.h"
#include "emovox/model.h"

namespace emovox {

/// Window k covers [k * hop, k * hop + window) seconds. Its prediction equals Model::predict of
/// exactly those samples at the model's rate; the sizes of the pieces do not change it. Move-only;
/// keeps its model alive. Not safe for use by two threads at once. Model::open_stream makes one.
class EMOVOX_EXPORT Stream {
 public:
  Stream(Stream&&) noexcept;
  Stream& operator=(Stream&&) noexcept;
  ~Stream();

  /// Appends samples at the sample rate that the stream was opened with. Discards all of them when
  /// it throws invalid_argument: one is not finite, or finish() was called.
  void push(std::span<const float> samples);

  /// The prediction of the oldest complete window that was not returned yet, or nothing.
  std::optional<Prediction> poll();

  /// Ends the voice. Call it until it returns nothing. It first returns the complete windows that
  /// were not polled (the resampler keeps its last samples until then), then one shorter window
  /// with the samples after the last complete one; it is left out where it lasts less than
  /// kMinimumDuration and is not the first. Afterwards only reset() may be called.
  std::optional<Prediction> finish();

  /// Discards everything and starts a new voice at time 0.
  void reset();

 private:
  friend class Model;
  class Impl;
  explicit Stream(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace emovox
