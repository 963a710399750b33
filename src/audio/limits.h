// Limits of sample rate, channels and sample values. Outside them the header is damaged or the file
// is not speech: resampling would need unbounded filters, and a spectrum could overflow float32.
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

#include "emovox/error.h"

namespace emovox::audio {

inline constexpr int kMinRate = 1000;     // Hz
inline constexpr int kMaxRate = 1000000;  // Hz
inline constexpr int kMaxChannels = 1000;
inline constexpr const char* kSupportedRates = "must be 1000 to 1000000 Hz";

constexpr bool is_supported_rate(int rate) { return rate >= kMinRate && rate <= kMaxRate; }

/// Greater than any integer sample that is stored as float without scaling (2^31), and small enough
/// for a squared spectrum in float32.
inline constexpr float kMaxMagnitude = 4294967296.0F;  // 2^32

inline bool is_valid(float sample) { return std::abs(sample) <= kMaxMagnitude; }  // false for NaN

/// Throws `code` with the time of the first sample that is not valid; `start` is the number of
/// samples before the span.
void check_samples(std::span<const float> samples, std::uint64_t start, int sample_rate,
                   ErrorCode code, const std::string& where);

}  // namespace emovox::audio
