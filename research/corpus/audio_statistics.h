// Statistics of an audio file for the corpus check. The file is read once and decoded by blocks.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>

namespace emovox::corpus {

/// This many equal samples in a row near full scale are a clipped peak. In speech that is not
/// clipped the waveform turns there within a sample or two.
inline constexpr std::size_t kClippedRun = 3;
/// Magnitudes from here on are near full scale. The loudest codes of 8-bit PCM, A-law and mu-law
/// reach it, too.
inline constexpr float kNearFullScale = 0.98f;

struct AudioStatistics {
  std::string byte_hash;    // XXH3-128 of the file
  std::string sample_hash;  // XXH3-128 of the decoded samples
  std::uint64_t samples = 0;
  int sample_rate = 0;  // Hz, sample rate of the recording
  float peak = 0.0f;    // largest magnitude
  std::size_t clipped_peaks = 0;

  double duration() const {  // seconds
    return sample_rate > 0 ? static_cast<double>(samples) / sample_rate : 0.0;
  }
};

/// Counts clipped peaks in samples that arrive in blocks.
class ClipCounter {
 public:
  void add(std::span<const float> samples);
  std::size_t peaks() const { return peaks_; }

 private:
  float last_ = 0.0f;
  std::size_t run_ = 0;  // equal samples near full scale so far
  std::size_t peaks_ = 0;
};

/// Reads a file once and decodes it by blocks. Throws as AudioReader does.
AudioStatistics measure_audio(const std::filesystem::path& path);

}  // namespace emovox::corpus
