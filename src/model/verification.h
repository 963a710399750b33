// Verification checks that this build computes the same predictions as the build that made a model.
// Each build generates the same test signal; the model file records the prediction of that signal.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

#include "emovox/audio.h"
#include "emovox/model.h"
#include "model/model_file.h"

namespace emovox::model {

/// The test signal that new models record.
inline constexpr std::string_view kVerificationSignal = "voice-1";
/// The number of equal parts of the signal whose attention is recorded.
inline constexpr std::size_t kAttentionParts = 8;

/// The named test signal, 2 seconds at `sample_rate` Hz. "voice-1": pulses of moving pitch and
/// noise through three resonances, louder and softer twice. It is made of sums and products alone,
/// so that every machine computes the same samples. Throws unsupported for another name.
Audio verification_signal(std::string_view name, int sample_rate);

/// The sums of the weights in kAttentionParts equal stretches of steps; empty for no weights.
std::vector<double> attention_parts(std::span<const float> weights);

/// Predicts the test signal with the model of this file and records the result in its info, in
/// place of any earlier verification.
void record_signal(ModelFile& file);

/// The greatest absolute differences between recorded and computed numbers; infinite where their
/// counts differ.
struct Deviation {
  double of_probabilities = 0.0;
  double of_attention = 0.0;
};

/// Throws invalid_argument where the model has no verification, unsupported where its signal is
/// unknown.
Deviation signal_deviation(const Model& model);

/// The greatest absolute difference between two lists; infinite where their lengths differ.
double greatest_difference(std::span<const double> recorded, std::span<const float> found);

}  // namespace emovox::model
