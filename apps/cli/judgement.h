// One recording → its emotion as a whole and, when asked, over time, in bounded memory.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "emovox/audio.h"
#include "emovox/model.h"
#include "emovox/stream.h"
#include "model/window_mean.h"

namespace emovox::cli {

struct Judgement {
  Prediction whole;
  std::vector<Prediction> segments;  // one a window; empty unless asked for
};

/// Judges audio that arrives in blocks at the model's own rate. The whole is what Model::predict
/// gives; what is longer than kLongestUtterance is judged in windows and never held in memory.
class Judge {
 public:
  /// `windows` are those of the segments; nothing: no segments.
  Judge(const Model& model, const std::optional<StreamOptions>& windows);

  void push(std::span<const float> block);
  Judgement finish();

 private:
  bool is_long() const noexcept;
  void hear(std::span<const float> block);
  void hear_in_windows(std::span<const float> block);

  const Model& model_;
  Audio held_;                  // everything so far, until it is too long
  std::size_t samples_ = 0;     // heard so far
  std::optional<Stream> long_;  // the whole of a long recording, in windows side by side
  model::WindowMean mean_;      // of those
  std::optional<Stream> segmenter_;
  bool segments_are_whole_ = false;  // their windows are those of a long recording's whole
  std::vector<Prediction> segments_;
};

/// Judges all that `reader`, whose rate is the model's, still has.
Judgement judge(const Model& model, AudioReader& reader,
                const std::optional<StreamOptions>& windows);

}  // namespace emovox::cli
