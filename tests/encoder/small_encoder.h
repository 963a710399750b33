// Small encoders with random weights, signals for them, and the encoder by its definition.
#pragma once

#include <cstddef>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "encoder/encoder.h"

namespace emovox::encoder {

using Tensors = std::map<std::string, std::vector<float>>;

/// Two heads, two layers, 128 mel bands, 25 positions.
EncoderShape small_shape();

/// Weights that float16 holds exactly.
Tensors random_tensors(const EncoderShape& shape, unsigned seed);

TensorReader reader_of(const Tensors& tensors);

/// The bytes of an encoder file in float16.
std::string file_of(const EncoderShape& shape, const Tensors& tensors,
                    const std::string& prefix = "");

/// Noise with a slow swell.
std::vector<float> random_signal(std::size_t samples, unsigned seed);

/// The log-mel spectrum by its definition, in double: [2 steps_of(samples), bands].
std::vector<double> defined_log_mel(std::span<const float> samples, std::size_t bands);

/// The encoder by its definition, in double: [steps_of(samples), width].
std::vector<double> defined_encoding(const EncoderShape& shape, const Tensors& tensors,
                                     std::span<const float> samples);

/// Encodes one window with one thread.
std::vector<float> encoded(const Encoder& encoder, std::span<const float> samples);

/// The largest difference, divided by the largest magnitude of `expected`.
double relative_error(std::span<const float> got, std::span<const double> expected);

}  // namespace emovox::encoder
