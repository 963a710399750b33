// One live voice that arrives in pieces → predictions of sliding windows. A bidirectional LSTM
// needs the whole window, so a window's prediction is ready once its last sample has arrived.
#pragma once

#include <memory>
#include <optional>
#include <span>

#include "emovox/export.h"
#include "emovox/model.h"

namespace emovox {

/// Window k covers [k * hop, k * hop + window) seconds. Its prediction equals Model::predict of
/// exactly those samples at the model's rate, however the samples were cut into pieces. Move-only;
/// keeps its model alive. Not safe for use by two threads at once. Model::open_stream makes one.
class EMOVOX_EXPORT Stream {
 public:
  Stream(Stream&&) noexcept;
  Stream& operator=(Stream&&) noexcept;
  ~Stream();

  /// Appends samples at the sample rate that the stream was opened with. Takes none of them where
  /// it throws invalid_argument: one is not finite, or finish() was called.
  void push(std::span<const float> samples);

  /// The prediction of the oldest complete window that was not returned yet, or nothing.
  std::optional<Prediction> poll();

  /// Ends the voice. Call it until it returns nothing. First come the complete windows that were
  /// not polled (the resampler delays its last samples until here). Then comes one shorter window
  /// with the samples after the last complete one; it is left out where it lasts less than
  /// kMinimumDuration and is not the first. Afterwards only reset() may be called.
  std::optional<Prediction> finish();

  /// Starts a new voice at time 0, as if the stream were just opened.
  void reset();

 private:
  friend class Model;
  class Impl;
  explicit Stream(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace emovox
