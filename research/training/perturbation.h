// Data augmentation: random changes of an utterance's normalised steps in each epoch, so that the
// network does not overfit the training utterances.
#pragma once

#include <cstddef>
#include <random>
#include <utility>
#include <vector>

#include "emovox/features.h"
#include "training/recipe.h"

namespace emovox::training {

/// Adds noise and sets a range of frequency bands and a range of steps to zero, which is the mean
/// after normalisation (SpecAugment, Park et al., 2019), by the options. `bands`: number of
/// spectral bands in a step, 0 for other features; the step may hold them several times, normalised
/// in different ways. All random numbers come from `random`.
void perturb(FrameMatrix& steps, std::size_t bands, const TrainingOptions& options,
             std::mt19937_64& random);

/// A uniform random number in [0, 1), the same on every platform.
double uniform(std::mt19937_64& random);

/// Keeps a random range of the steps, at least the share options.crop of them, the same range in
/// all feature sets.
void crop(std::vector<FrameMatrix>& feature_sets, const TrainingOptions& options,
          std::mt19937_64& random);

/// The larger of x and 1 - x for x drawn from Beta(alpha, alpha), alpha in (0, 1] (Jöhnk, 1964).
double draw_share(double alpha, std::mt19937_64& random);

}  // namespace emovox::training
