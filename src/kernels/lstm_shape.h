// What the LSTM of training and the packed LSTM share: sizes, borrowed matrices, and their checks.
#pragma once

#include <cstddef>

namespace emovox::kernels {

struct LstmShape {
  std::size_t input_size = 0;   // I
  std::size_t hidden_size = 0;  // H
};

/// A borrowed [rows, columns] matrix whose rows are `stride` elements apart, so that both
/// directions can write into one [N, 2H] output.
template <class T>
struct Rows {
  T* data = nullptr;
  std::size_t stride = 0;
};

/// Throws invalid_argument unless both sizes are at least 1.
void check_shape(const LstmShape& shape);
/// Throws invalid_argument unless a matrix of `columns` has data and a stride that is large enough.
void check_rows(const char* name, bool present, std::size_t columns, std::size_t stride);

}  // namespace emovox::kernels
