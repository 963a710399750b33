// What training changes about an utterance's normalised steps before each look at it, so that the
// network cannot learn it by heart.
#pragma once

#include <cstddef>
#include <random>
#include <utility>
#include <vector>

#include "emovox/features.h"
#include "training/recipe.h"

namespace emovox::training {

/// Adds noise and silences neighbouring bands and a stretch of steps to zero, the mean after
/// normalisation, as options say. `bands`: how many dimensions are the bands of a spectrum, which
/// may stand there several times, each normalised in another way; 0 where it is no spectrum. Draws
/// from `random` alone.
void perturb(FrameMatrix& steps, std::size_t bands, const TrainingOptions& options,
             std::mt19937_64& random);

/// A number in [0, 1), the same on every platform.
double uniform(std::mt19937_64& random);

/// Leaves a stretch of at least options.crop of the steps, the same of every stream.
void crop(std::vector<FrameMatrix>& streams, const TrainingOptions& options,
          std::mt19937_64& random);

/// A number from Beta(alpha, alpha), at least one half; alpha in (0, 1] (Jöhnk, 1964).
double draw_share(double alpha, std::mt19937_64& random);

}  // namespace emovox::training
