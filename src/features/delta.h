// Stage "delta": the n-th time derivative of each coefficient by Savitzky-Golay: a polynomial of
// degree n is fitted by least squares to `width` frames, and its n-th derivative is taken.
// Follows librosa.feature.delta(width, order=n, mode="interp"), and mode="nearest" (the first and
// last frames repeated) where the utterance has fewer frames than the window.
//
// The n-th derivative of a polynomial of degree n is the same everywhere in the window. So "interp"
// gives the first and the last half window of frames the value of the first and last full window.
#pragma once

#include <cstddef>
#include <vector>

#include "emovox/features.h"

namespace emovox::features {

class Delta {
 public:
  enum class Order { first, second };

  /// width: frames, odd, at least 3.
  Delta(Order order, std::size_t width);

  struct Columns {
    std::size_t from = 0;   // first column that is read
    std::size_t to = 0;     // first column that is written
    std::size_t count = 0;  // columns
  };

  /// Writes the derivatives of some columns of a [frames, dims] matrix to other columns of it.
  void apply(FrameMatrix& matrix, Columns columns) const;

 private:
  std::vector<double> weights_;  // [width]
};

}  // namespace emovox::features
