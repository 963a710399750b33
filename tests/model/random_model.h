// Models with random weights and small voices for tests; the same seed gives the same on any
// machine.
#pragma once

#include <cstddef>
#include <cstdint>

#include "emovox/audio.h"
#include "model/model_file.h"

namespace emovox::model {

/// Three labels and a network of a few units, of the paper's shape otherwise.
ModelInfo small_info(int hidden_size = 4);

/// Every tensor that `info` requires, with weights that keep gates away from saturation
/// and a normaliser with values near those of speech.
ModelFile random_model(const ModelInfo& info, std::uint64_t seed);

/// The same, loaded.
Model load_random_model(const ModelInfo& info, std::uint64_t seed);

/// Noise with changing loudness and spectrum, so that windows differ.
Audio random_voice(double seconds, int sample_rate, std::uint64_t seed);

}  // namespace emovox::model
