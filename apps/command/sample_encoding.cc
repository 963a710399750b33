#include "command/sample_encoding.h"

#include <bit>
#include <cstdint>
#include <cstring>

namespace emovox::command {

std::size_t bytes_of(SampleEncoding encoding) noexcept {
  return encoding == SampleEncoding::s16le ? 2 : 4;
}

void decode_samples(std::span<const std::byte> bytes, SampleEncoding encoding,
                    std::span<float> samples) noexcept {
  static_assert(std::endian::native == std::endian::little);
  if (encoding == SampleEncoding::f32le) {
    if (!samples.empty()) std::memcpy(samples.data(), bytes.data(), samples.size_bytes());
    return;
  }
  for (std::size_t i = 0; i < samples.size(); ++i) {
    std::int16_t sample = 0;
    std::memcpy(&sample, bytes.data() + 2 * i, 2);
    samples[i] = static_cast<float>(sample) / 32768.0F;
  }
}

}  // namespace emovox::command
