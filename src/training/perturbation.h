// What training changes about an utterance's normalised steps before each look at it, so that the
// network cannot learn it by heart.
#pragma once

#include <random>

#include "emovox/features.h"
#include "training/recipe.h"

namespace emovox::training {

/// Adds noise and silences a band of dimensions (of a spectrum) and a stretch of steps to zero, the
/// mean after normalisation, as options say. Draws from `random` alone.
void perturb(FrameMatrix& steps, bool is_spectrum, const TrainingOptions& options,
             std::mt19937_64& random);

}  // namespace emovox::training
