// One recording, pushed in blocks → its emotion as a whole and, when asked for, over time. Memory
// is bounded however long the recording is.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "emovox/audio.h"
#include "emovox/export.h"
#include "emovox/model.h"

namespace emovox {

struct RecordingPrediction {
  Prediction whole;
  std::vector<Prediction> segments;  // one for each window; empty unless asked for
};

struct RecordingOptions {
  std::optional<StreamOptions> segments;  // windows of the segments; nothing: no segments
  double longest = 0.0;             // seconds; a longer recording is refused; 0: none is too long
  std::function<bool()> cancelled;  // asked before each block is processed; true stops the work
  int threads = 0;                  // as PredictOptions::threads
};

/// Predicts the emotion of one recording that arrives in blocks. The whole equals Model::predict of
/// all samples, and the segments equal the predictions of a Stream, however the samples were cut
/// into blocks. A recording longer than kLongestUtterance is predicted in windows while it arrives,
/// and is never held in memory. Move-only; keeps its model alive. Not safe for use by two threads
/// at once. Model::open_recording makes one.
class EMOVOX_EXPORT RecordingPredictor {
 public:
  RecordingPredictor(RecordingPredictor&&) noexcept;
  RecordingPredictor& operator=(RecordingPredictor&&) noexcept;
  ~RecordingPredictor();

  /// Appends samples at the sample rate that it was opened with. Takes none of them, and stays
  /// usable, where it throws one of these: invalid_argument (a sample that is not finite; called
  /// after finish), too_long (RecordingOptions::longest), cancelled (RecordingOptions::cancelled).
  void push(std::span<const float> block);

  /// Ends the recording. No call may follow: push and finish then throw invalid_argument.
  RecordingPrediction finish();

 private:
  friend class Model;
  class Impl;
  explicit RecordingPredictor(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

/// A good block size for RecordingPredictor::push, in samples: it holds enough windows to be
/// predicted together. 8 s at 16 kHz.
inline constexpr std::size_t kRecordingBlock = 1 << 17;

/// Predicts all that `reader` still gives. Open the reader at the model's sample rate
/// (AudioOptions::sample_rate), so that the audio is resampled only once. Throws what the reader
/// throws, cancelled, and too_long (where the file's header tells the length, before any sample is
/// read).
EMOVOX_EXPORT RecordingPrediction predict_recording(const Model& model, AudioReader& reader,
                                                    const RecordingOptions& options = {});

/// Marks each prediction as uncertain whose confidence is below `abstain_below` (0 to 1), in place
/// of the model's own threshold.
EMOVOX_EXPORT void mark_uncertain(RecordingPrediction& prediction, double abstain_below);

}  // namespace emovox
