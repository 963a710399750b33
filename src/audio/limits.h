// Limits of sample rate and channels. Outside them the header is damaged or the file is not speech,
// and resampling would need unbounded filters.
#pragma once

namespace emovox::audio {

inline constexpr int kMinRate = 1000;     // Hz
inline constexpr int kMaxRate = 1000000;  // Hz
inline constexpr int kMaxChannels = 1000;
inline constexpr const char* kSupportedRates = "must be 1000 to 1000000 Hz";

constexpr bool is_supported_rate(int rate) { return rate >= kMinRate && rate <= kMaxRate; }

}  // namespace emovox::audio
