// Statistics of an audio file, which is read once and decoded by blocks: what the corpus check
// needs to know.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>

namespace emovox::corpus {

/// So many equal samples in a row near full scale are a clipped peak. In speech that is not clipped
/// the waveform turns there within a sample or two.
inline constexpr std::size_t kClippedRun = 3;
/// Near full scale: the loudest codes of 8-bit PCM, A-law and mu-law reach it, too.
inline constexpr float kNearFullScale = 0.98f;

struct AudioStatistics {
  std::string byte_hash;    // XXH3-128 of the file
  std::string sample_hash;  // XXH3-128 of the decoded samples
  std::uint64_t samples = 0;
  int sample_rate = 0;  // Hz, the recording's own
  float peak = 0.0f;    // greatest magnitude
  std::size_t clipped_peaks = 0;

  double duration() const {  // seconds
    return sample_rate > 0 ? static_cast<double>(samples) / sample_rate : 0.0;
  }
};

/// Counts clipped peaks in samples that come in blocks.
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
