// What the micro-kernels of products of integers are given. quantised_matrix.h has the formula.
#pragma once

#include <cstddef>
#include <cstdint>

#include "kernels/lstm.h"
#include "kernels/quantised_matrix.h"

namespace emovox::kernels {

/// Rows first … last - 1 of a product.
template <class W>
struct QuantisedProduct {
  QuantisedRows<W> a;
  const float* bias = nullptr;  // [columns of out], or null: added to out
  Rows<float> out;
  std::size_t first = 0;
  std::size_t last = 0;
  bool dot = false;  // whether to use AVX-512 VNNI
};

/// One part of a panel of 64 columns.
template <class W>
struct QuantisedPart {
  const W* weights = nullptr;             // [inner / kGroup, 64, kGroup]
  const std::int32_t* offsets = nullptr;  // [64]
  const float* scales = nullptr;          // [64], of the weights
  const float* bias = nullptr;            // [64], or null: added to out
  std::size_t inner = 0;                  // numbers of the part, at most 256
  std::size_t number = 0;                 // of the part
  std::size_t column = 0;                 // of out: the first
};

}  // namespace emovox::kernels
