// A weight matrix packed once, for inference: as float32, or as float16 or int8, so that more of it
// fits the caches and less memory is read.
#pragma once

#include <cstdint>
#include <variant>

#include "emovox/model.h"
#include "kernels/panels.h"
#include "kernels/product.h"

namespace emovox::kernels {

/// The panels of one matrix, in one of three precisions. float16: the nearest, limited to ±65504.
/// int8: the nearest multiple of 1/127 of the largest weight of the output column.
class StoredPanels {
 public:
  StoredPanels() = default;
  StoredPanels(Panels<float> panels, WeightPrecision precision);

  /// Calls visit(panels, scales): scales [columns] is null if every scale is 1.
  template <class Visitor>
  void visit(Visitor&& visitor) const {
    const float* scales = scales_.size() > 0 ? scales_.data() : nullptr;
    std::visit([&](const auto& panels) { visitor(panels, scales); }, panels_);
  }

 private:
  std::variant<Panels<float>, Panels<Half>, Panels<std::int8_t>> panels_;
  AlignedArray<float> scales_;
};

/// out = a · wᵀ + b for a fixed w. Immutable; safe from many threads.
class PackedMatrix {
 public:
  PackedMatrix() = default;
  /// weights [rows, columns], row-major
  PackedMatrix(const MatrixShape& shape, const float* weights, WeightPrecision precision);

  /// Computes out [count, rows] from a [count, columns]; `bias` [rows] or null. `scratch`:
  /// kProductScratch numbers. The threads of a group share the work; they do not wait for each
  /// other.
  void multiply(std::size_t count, Rows<const float> a, const float* bias, Rows<float> out,
                const TeamThread& thread, float* scratch) const;

 private:
  MatrixShape shape_;
  StoredPanels panels_;
};

}  // namespace emovox::kernels
