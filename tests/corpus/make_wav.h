// Small PCM WAV files for tests, byte by byte.
#pragma once

#include <cmath>
#include <cstdint>
#include <string>
#include <vector>

namespace emovox::corpus {

inline std::string little_endian(std::uint32_t value, int bytes) {
  std::string text;
  for (int i = 0; i < bytes; ++i) text += static_cast<char>((value >> (8 * i)) & 0xFF);
  return text;
}

/// 16-bit mono. `foreign` is inserted between the format and the data, as in some corpora.
inline std::string wav_of(const std::vector<std::int16_t>& samples, int rate = 16000,
                          const std::string& foreign = "") {
  std::string data;
  for (const std::int16_t sample : samples) {
    data += little_endian(static_cast<std::uint16_t>(sample), 2);
  }
  const auto hertz = static_cast<std::uint32_t>(rate);
  const auto size = [](const std::string& s) { return static_cast<std::uint32_t>(s.size()); };
  const std::string format = "fmt " + little_endian(16, 4) + little_endian(1, 2) +
                             little_endian(1, 2) + little_endian(hertz, 4) +
                             little_endian(2 * hertz, 4) + little_endian(2, 2) +
                             little_endian(16, 2);
  const std::string body = "WAVE" + format + foreign + "data" + little_endian(size(data), 4) + data;
  return "RIFF" + little_endian(size(body), 4) + body;
}

/// A tone; different frequencies give different samples.
inline std::vector<std::int16_t> tone(double frequency, std::size_t samples = 4000,
                                      double amplitude = 8000.0) {
  std::vector<std::int16_t> wave(samples);
  for (std::size_t i = 0; i < samples; ++i) {
    wave[i] = static_cast<std::int16_t>(
        std::lround(amplitude * std::sin(6.283185307 * frequency * static_cast<double>(i) / 16e3)));
  }
  return wave;
}

}  // namespace emovox::corpus
