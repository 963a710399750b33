// Stage "mfcc": the orthonormal DCT-II of a frame's floored log-mel bands,
// c(k) = s(k) Σ_b m(b) cos(πk(2b + 1) / 2B), s(0) = √(1/B), s(k) = √(2/B).
// Follows librosa.feature.mfcc(S=log_mel, n_mfcc).
#pragma once

#include <cstddef>
#include <vector>

#include "emovox/features.h"

namespace emovox::features {

class Mfcc {
 public:
  struct Sizes {
    std::size_t bands = 0;
    std::size_t coefficients = 0;
  };

  explicit Mfcc(Sizes sizes);

  /// log_mel [T, bands] → the first `coefficients` columns of lld [T, dims]
  void apply(const FrameMatrix& log_mel, FrameMatrix& lld) const;

 private:
  std::size_t coefficients_;
  std::vector<double> basis_;  // [bands, coefficients]
};

}  // namespace emovox::features
