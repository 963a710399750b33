// What a transformer computes of each row by itself, between its matrix products: GELU, layer
// normalisation, and the addition of a bias. The numbers of a row do not depend on the other rows.
#pragma once

#include <cstddef>

#include "kernels/lstm_shape.h"

namespace emovox::kernels {

struct MatrixSize {
  std::size_t rows = 0;
  std::size_t columns = 0;
};

/// x = x / 2 · (1 + erf(x / √2)) for each element, in place.
void gelu_rows(const MatrixSize& size, Rows<float> x);

/// Weights of a layer normalisation (Ba et al., "Layer Normalization", 2016), [columns] each.
struct LayerNorm {
  const float* gain = nullptr;
  const float* shift = nullptr;
};

/// out = (x - mean) / √(variance + 1e-5) · gain + shift, mean and variance of each row. `x` and
/// `out` may be the same.
void normalise_rows(const MatrixSize& size, Rows<const float> x, const LayerNorm& norm,
                    Rows<float> out);

/// x += bias [columns] for each row.
void add_bias(const MatrixSize& size, const float* bias, Rows<float> x);

}  // namespace emovox::kernels
