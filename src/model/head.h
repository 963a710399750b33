// Computes probabilities from the fused vector: batch normalisation → projection → linear →
// softmax.
#pragma once

#include <span>
#include <vector>

#include "model/model_file.h"

namespace emovox::model {

inline constexpr double kBatchNormEpsilon = 1e-5;

/// p_c = p_c^(1/temperature) / Σ_k p_k^(1/temperature). For the output of a softmax, this equals
/// the softmax of its logits divided by the temperature. It divides before softmax subtracts the
/// highest score, as for logits; evaluation's at_temperature() divides after, which rounds
/// otherwise.
void apply_temperature(std::vector<double>& probabilities, double temperature);

class Head {
 public:
  /// Borrows the tensors of `file`, which must stay where it is. `temperature` divides the logits.
  Head(const ModelFile& file, double temperature);

  /// [F] → [C], sums to 1. Throws corrupt_data when the weights' size overflows.
  std::vector<double> posterior(std::span<const float> fused) const;

 private:
  struct Dense {
    std::span<const float> weight;  // [outputs, inputs]
    std::span<const float> bias;    // [outputs]; empty: the layer is not there

    std::vector<double> apply(std::span<const double> input) const;
  };

  std::vector<double> gain_;   // [F] of batch normalisation as x · gain + shift
  std::vector<double> shift_;  // [F]
  Dense projection_;
  Dense output_;
  double temperature_;
};

}  // namespace emovox::model
