// What is taken for a recording: beyond these a header is damaged or the thing is not speech, and
// resampling would need filters without bound.
#pragma once

namespace emovox::audio {

inline constexpr int kMinRate = 1000;     // Hz
inline constexpr int kMaxRate = 1000000;  // Hz
inline constexpr int kMaxChannels = 1000;
inline constexpr const char* kSupportedRates = "must be 1000 to 1000000 Hz";

constexpr bool is_supported_rate(int rate) { return rate >= kMinRate && rate <= kMaxRate; }

}  // namespace emovox::audio
