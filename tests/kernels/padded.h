// A matrix with NaN before it, after it and between its rows. A kernel that reads beyond the matrix
// gives NaN; intact() finds a kernel that writes there.
#pragma once

#include <cmath>
#include <cstddef>
#include <limits>
#include <vector>

#include "kernels/lstm.h"

namespace emovox::kernels {

template <class T>
class Padded {
 public:
  Padded(std::size_t rows, std::size_t columns, std::size_t gap)
      : columns_(columns),
        stride_(columns + gap),
        values_((rows + 2 * kBorder) * stride_, std::numeric_limits<T>::quiet_NaN()),
        rows_(rows) {}

  T& at(std::size_t row, std::size_t column) { return values_[(row + kBorder) * stride_ + column]; }
  T at(std::size_t row, std::size_t column) const {
    return values_[(row + kBorder) * stride_ + column];
  }
  T* data() { return values_.data() + kBorder * stride_; }
  const T* data() const { return values_.data() + kBorder * stride_; }
  Rows<T> rows() { return {data(), stride_}; }
  Rows<const T> rows() const { return {data(), stride_}; }
  std::size_t height() const { return rows_; }
  std::size_t width() const { return columns_; }

  /// Whether the NaNs around the matrix are all still there.
  bool intact() const {
    for (std::size_t k = 0; k < values_.size(); ++k) {
      const std::size_t row = k / stride_, column = k % stride_;
      const bool inside = row >= kBorder && row < kBorder + rows_ && column < columns_;
      if (!inside && !std::isnan(values_[k])) return false;
    }
    return true;
  }

 private:
  static constexpr std::size_t kBorder = 17;
  std::size_t columns_;
  std::size_t stride_;
  std::vector<T> values_;
  std::size_t rows_;
};

}  // namespace emovox::kernels
