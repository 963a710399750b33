// Predicts the emotion of one recording that is pushed in blocks: of the whole and, on request,
// over time. Memory use does not depend on the length of the recording.
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
  std::vector<Prediction> segments;  // one for each window; empty unless requested
};

struct RecordingOptions {
  std::optional<StreamOptions> segments;  // windows of the segments; nothing: no segments
  double longest = 0.0;             // seconds; a longer recording is refused; 0: none is too long
  std::function<bool()> cancelled;  // asked before each block is processed; true stops the work
  int threads = 0;                  // as PredictOptions::threads
};

/// Predicts the emotion of one recording that arrives in blocks. The whole equals Model::predict of
/// all samples, and the segments equal the predictions of a Stream. The sizes of the blocks do not
/// change them. A recording longer than kLongestUtterance is predicted in windows while it arrives,
/// and is never held in memory. Move-only; keeps its model alive. Not safe for use by two threads
/// at once. Model::open_recording makes one.
class EMOVOX_EXPORT RecordingPredictor {
 public:
  RecordingPredictor(RecordingPredictor&&) noexcept;
  RecordingPredictor& operator=(RecordingPredictor&&) noexcept;
  ~RecordingPredictor();

  /// Appends samples at the sample rate that it was opened with. Discards all of them, and stays
  /// usable, when it throws one of these: invalid_argument (a sample that is not finite; called
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

/// Predicts the rest of the recording that `reader` reads. Open the reader at the model's sample
/// rate (AudioOptions::sample_rate), so that the audio is resampled only once. Throws the errors of
/// the reader, cancelled, and too_long (where the file's header announces the length, before any
/// sample is read).
EMOVOX_EXPORT RecordingPrediction predict_recording(const Model& model, AudioReader& reader,
                                                    const RecordingOptions& options = {});

/// Marks each prediction whose confidence is below `abstain_below` (0 to 1) as uncertain, in place
/// of the model's own threshold.
EMOVOX_EXPORT void mark_uncertain(RecordingPrediction& prediction, double abstain_below);

}  // namespace emovox
