// A weight matrix packed once, for inference: as float32, or smaller, so that more of it fits the
// caches and less of it crosses the memory bus.
#pragma once

#include <cstdint>
#include <variant>

#include "emovox/model.h"
#include "kernels/aligned_array.h"
#include "kernels/panels.h"
#include "kernels/product.h"

namespace emovox::kernels {

/// The panels of one matrix in the precision that they are stored in. float16: nearest, at most
/// 65504. int8: nearest multiple of a 127th of the largest weight of the output column.
class StoredPanels {
 public:
  StoredPanels() = default;
  StoredPanels(Panels<float> panels, WeightPrecision precision);

  /// Calls visit(panels, scales): scales [columns] is null where every column's is 1.
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

  /// a [count, columns] → out [count, rows]; `bias` [rows] or null. `scratch`: kProductScratch
  /// numbers. The threads of a group share the work; they do not wait for each other.
  void multiply(std::size_t count, Rows<const float> a, const float* bias, Rows<float> out,
                const TeamThread& thread, float* scratch) const;

 private:
  MatrixShape shape_;
  StoredPanels panels_;
};

}  // namespace emovox::kernels
