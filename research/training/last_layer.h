// What is done to the last layer once the network is trained: the classes' prior is taken off, and
// linear discriminant analysis of what the layer hears joins in. Trained by cross-entropy until it
// knows every training utterance, the layer stands where those that were hard have pushed it;
// discriminant analysis stands where the classes are. Both are linear, so that their mean is again
// one layer.
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

/// What a last layer heard of training utterances, and what they were.
struct LayerInputs {
  torch::Tensor inputs;   // [n, F]
  torch::Tensor targets;  // [n] classes, int64
};

/// Linear discriminant analysis for classes that are alike likely: weight = Σ⁻¹ μ_c, bias = -½ μ_cᵀ
/// Σ⁻¹ μ_c, with Σ the covariance within classes, of which `shrinkage` in (0, 1] is replaced by its
/// mean variance times the identity (Friedman, "Regularized discriminant analysis", 1989; as
/// scikit-learn's LinearDiscriminantAnalysis with solver "lsqr"). float64. Every class must occur.
LinearLayer discriminant_layer(const LayerInputs& heard, int64_t classes, double shrinkage);

/// `layer` after `options.prior_correction` and `options.discriminant_share`: the logits of
/// discriminant analysis are given the deviation of the layer's own over the utterances heard, then
/// both are averaged. With class weights the loss had no prior, and none is taken off. Where a
/// class does not occur, nothing tells where it stands: `layer` comes back as it is.
LinearLayer refine_layer(const LinearLayer& layer, const LayerInputs& heard,
                         const TrainingOptions& options);

/// The last layer of a model file, refined by what it hears of `set` as it was recorded. Does
/// nothing where the recipe asks for nothing.
void refine_last_layer(model::ModelFile& file, const TrainingSet& set,
                       const TrainingOptions& options, const torch::Device& device);

}  // namespace emovox::training
