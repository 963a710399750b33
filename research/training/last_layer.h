// Refinement of the last layer after training: the log prior of the classes is subtracted from its
// biases, and the layer is averaged with linear discriminant analysis (LDA) of its inputs.
// Cross-entropy keeps moving the last layer to fit the hardest training examples; LDA depends on
// all examples alike. Both are linear, so their average is one layer too.
#pragma once

#include <torch/types.h>

#include <cstdint>

#include "model/model_file.h"
#include "training/batches.h"
#include "training/recipe.h"

namespace emovox::training {

/// logits = inputs weightᵀ + bias
struct LinearLayer {
  torch::Tensor weight;  // [C, F]
  torch::Tensor bias;    // [C]
};

/// The inputs of a last layer for training utterances, and the classes of these.
struct LayerInputs {
  torch::Tensor inputs;   // [n, F]
  torch::Tensor targets;  // [n] classes, int64
};

/// Linear discriminant analysis with equal priors: weight_c = Σ⁻¹ μ_c, bias_c = -½ μ_cᵀ Σ⁻¹ μ_c. Σ
/// is the covariance within classes, shrunk by `shrinkage` in (0, 1] towards its mean variance
/// times the identity (Friedman, "Regularized discriminant analysis", 1989; equal to scikit-learn's
/// LinearDiscriminantAnalysis with solver "lsqr"). float64. Every class must occur.
LinearLayer discriminant_layer(const LayerInputs& layer_inputs, int64_t classes, double shrinkage);

/// Applies `options.prior_correction` and `options.discriminant_share` to `layer`. The logits of
/// the LDA are scaled to the standard deviation of the layer's logits before both are averaged.
/// With class weights the loss has no prior, so none is subtracted. Returns `layer` unchanged where
/// a class does not occur, because LDA needs the mean of every class.
LinearLayer refine_layer(const LinearLayer& layer, const LayerInputs& layer_inputs,
                         const TrainingOptions& options);

/// Refines the last layer of a model file with its inputs for the unperturbed utterances of `set`.
/// Does nothing if the options request no refinement.
void refine_last_layer(model::ModelFile& file, const TrainingSet& set,
                       const TrainingOptions& options, const torch::Device& device);

}  // namespace emovox::training
