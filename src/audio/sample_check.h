// The range of valid samples: no spectrum of them overflows float32.
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

#include "emovox/error.h"

namespace emovox::audio {

/// Larger than any integer recording that was stored as float without scaling (2^31), and small
/// enough that a power spectrum fits float32.
inline constexpr float kMaxMagnitude = 4294967296.0F;  // 2^32

inline bool is_sound(float sample) { return std::abs(sample) <= kMaxMagnitude; }  // false for NaN

/// Throws `code` for the first invalid sample; the message gives its time in seconds. `start` is
/// the number of samples before the span.
void check_samples(std::span<const float> samples, std::uint64_t start, int sample_rate,
                   ErrorCode code, const std::string& where);

}  // namespace emovox::audio
