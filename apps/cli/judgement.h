// One recording → its emotion as a whole and, when asked, over time, in bounded memory.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "emovox/audio.h"
#include "emovox/model.h"
#include "emovox/stream.h"

namespace emovox::cli {

struct Judgement {
  Prediction whole;
  std::vector<Prediction> segments;  // one a window; empty unless asked for
};

/// The mean of predictions' probabilities: what a recording of many windows is judged by.
class MeanPrediction {
 public:
  void add(const Prediction& window);

  /// Over [0, end] seconds; silent where no window was ok.
  Prediction result(const std::vector<std::string>& labels, double end) const;

 private:
  std::vector<double> sums_;  // [labels]
  std::size_t count_ = 0;     // windows that were ok
};

/// Judges audio that arrives in blocks at the model's own rate. Up to kLongestUtterance the whole is
/// Model::predict of it; what is longer is heard through windows alone and never held in memory.
class Judge {
 public:
  Judge(const Model& model, const StreamOptions& windows, bool segments);

  void push(std::span<const float> block);
  Judgement finish();

 private:
  bool is_long() const noexcept;
  void open_stream();
  void take(const std::optional<Prediction>& window);
  void drain();

  const Model& model_;
  StreamOptions windows_;
  bool segments_;
  Audio held_;                    // everything so far, until it is too long
  std::size_t samples_ = 0;       // heard so far
  std::optional<Stream> stream_;  // where segments are asked for, or the recording is long
  MeanPrediction mean_;
  Judgement judgement_;
};

/// Judges all that `reader`, whose rate is the model's, still has.
Judgement judge(const Model& model, AudioReader& reader, const StreamOptions& windows,
                bool segments);

}  // namespace emovox::cli
