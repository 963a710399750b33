// Whether a build gives a model's numbers: a signal that every build computes alike, and what the
// model made of it when it was made.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

#include "emovox/audio.h"
#include "emovox/model.h"
#include "model/model_file.h"

namespace emovox::model {

/// The signal of models that are made now.
inline constexpr std::string_view kVerificationSignal = "voice-1";
/// Stretches of the signal whose attention is recorded.
inline constexpr std::size_t kAttentionParts = 8;

/// Two seconds at `sample_rate` Hz. "voice-1": pulses whose pitch rises and falls and noise,
/// through three resonances, in two swells; of sums and products alone. Throws unsupported for
/// another name.
Audio verification_signal(std::string_view name, int sample_rate);

/// The sum of the weights in each of kAttentionParts equal stretches of steps; empty of nothing.
std::vector<double> attention_parts(std::span<const float> weights);

/// Puts what the model of this file makes of the signal into its info, and forgets what else was
/// recorded of another model.
void record_signal(ModelFile& file);

/// The greatest differences from what was recorded; infinite where there are not as many numbers.
struct Deviation {
  double of_probabilities = 0.0;
  double of_attention = 0.0;
};

/// Throws invalid_argument where the model has no verification, unsupported where its signal is
/// unknown.
Deviation signal_deviation(const Model& model);

/// The greatest difference between two lists; infinite where they are not as long.
double greatest_difference(std::span<const double> recorded, std::span<const float> found);

}  // namespace emovox::model
