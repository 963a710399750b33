// One pass over an audio file, in bounded memory: what `check` wants to know of it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>

namespace emovox::corpus {

/// This many equal samples in a row near full scale are a clipped peak: speech that is not clipped
/// turns there within a sample or two.
inline constexpr std::size_t kClippedRun = 3;
/// Near full scale: reached by the loudest codes of 8-bit, A-law and mu-law too.
inline constexpr float kNearFullScale = 0.98f;

struct Heard {
  std::string byte_hash;    // of the file
  std::string sample_hash;  // of the decoded samples
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
  std::size_t run_ = 0;
  std::size_t peaks_ = 0;
};

/// Throws as AudioReader does.
Heard listen(const std::filesystem::path& path);

}  // namespace emovox::corpus
