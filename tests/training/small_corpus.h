// Small corpora of synthetic voices, whose pitch and tremolo depend on the emotion, and small
// recipes to train on them. Equal seeds give equal voices on every machine.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "emovox/audio.h"
#include "training/dataset.h"
#include "training/recipe.h"

namespace emovox::training {

/// Harmonics and noise at 16 kHz; `seed` varies pitch, loudness and length (0.3 to 0.6 s).
Audio class_voice(std::size_t emotion, std::uint64_t seed);

/// Labels of `classes` emotions: "emotion_0"…
std::vector<std::string> class_labels(std::size_t classes);

/// Voices of every class in turn.
Dataset small_dataset(std::size_t classes, std::size_t utterances, std::uint64_t seed);

/// 0, 1, … one before `end`, from `first`.
std::vector<std::size_t> range(std::size_t first, std::size_t end);

/// Hidden size 4, four frames in each step, two epochs of batches of four, no perturbation.
Recipe small_recipe();

}  // namespace emovox::training
