// Recordings written by hand: the bytes of small WAV files.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace emovox::testing {

/// A header for `bytes` of data. Format tags: 1 PCM, 3 float, 7 µ-law.
std::string wav_header(int tag, int rate, int bits, int channels, std::uint32_t bytes);

/// 32-bit float, so that samples are read back exactly.
std::string wav_float(std::span<const float> samples, int rate = 16000, int channels = 1);

}  // namespace emovox::testing
