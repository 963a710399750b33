// What a sample may be, so that no spectrum downstream overflows float32.
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

#include "emovox/error.h"

namespace emovox::audio {

/// Above any integer recording that was stored as float without scaling (2^31), below what a
/// squared spectrum can hold in float32.
inline constexpr float kMaxMagnitude = 4294967296.0F;  // 2^32

inline bool is_sound(float sample) { return std::abs(sample) <= kMaxMagnitude; }  // false for NaN

/// Throws `code` naming the first sample that is not sound by its time; `start` is how many samples
/// came before the span.
void check_samples(std::span<const float> samples, std::uint64_t start, int sample_rate,
                   ErrorCode code, const std::string& where);

}  // namespace emovox::audio
