// DBL-MM's forward pass: features → steps → one BiLSTM a stream → fusions → head.
#pragma once

#include <cstddef>
#include <vector>

#include "model/head.h"
#include "model/model_file.h"
#include "model/normaliser.h"

namespace emovox {
namespace model {

struct Posterior {
  std::vector<float> probabilities;  // [C], in the order of labels
  std::vector<float> attention;      // [T] of `attention`, else of `weighted`, else empty
};

}  // namespace model

/// Immutable; const methods are safe from many threads.
class Network {
 public:
  /// Throws invalid_argument when tensors and info disagree.
  explicit Network(model::ModelFile file);
  Network(const Network&) = delete;
  Network& operator=(const Network&) = delete;

  const ModelInfo& info() const noexcept { return file_.info; }

  /// Trained numbers: every tensor but the normaliser's and the running statistics.
  std::size_t parameter_count() const noexcept;

  /// Throws invalid_argument on features of no frames or of other dimensions, corrupt_data when the
  /// weights overflow.
  model::Posterior forward(const Features& features) const;

  /// The outputs of all BiLSTMs side by side: stream by stream, forward then backward. [T, D]
  FrameMatrix lstm_outputs(const Features& features) const;

 private:
  struct Stream {
    FeatureSet set;
    model::NormaliserStatistics statistics;
    std::size_t input_size;  // I
  };

  void run_lstm(const Stream& stream, const FrameMatrix& steps, float* outputs) const;
  model::Posterior classify_frames(const FrameMatrix& outputs) const;
  const std::vector<float>& values(const std::string& name) const;
  std::size_t width() const noexcept;  // D

  model::ModelFile file_;
  model::Head head_;
  std::vector<Stream> streams_;
};

}  // namespace emovox
