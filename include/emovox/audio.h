// Audio in: from a path, from memory or in blocks, to mono float32 at a wanted sample rate.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "emovox/export.h"

namespace emovox {

/// Mono samples, nominally in [-1, 1].
struct Audio {
  std::vector<float> samples;
  int sample_rate = 0;  // Hz

  double duration() const noexcept {  // seconds
    return sample_rate > 0 ? static_cast<double>(samples.size()) / sample_rate : 0.0;
  }
};

/// Which channel of a recording is heard: the mean of all, the first, or one by number (1 = first).
struct Channel {
  int number = 0;  // 0: mean of all channels; n >= 1: channel n alone

  static constexpr Channel mix() { return {0}; }
  static constexpr Channel first() { return {1}; }
  /// "mix", "first" or a number from 1; throws invalid_argument.
  EMOVOX_EXPORT static Channel parse(std::string_view text);
};

struct AudioOptions {
  Channel channel = Channel::mix();
  int sample_rate = 0;  // Hz of the result; 0 keeps the recording's own
  bool vorbis = true;   // false: Ogg Vorbis is unsupported; libsndfile leaks some kilobytes on each
                        // damaged header of it, more than one who reads strangers' bytes can bear
};

/// A whole recording. WAV, FLAC, Ogg Vorbis, Opus, MP3, AIFF and what else libsndfile reads.
/// Throws not_found, io, corrupt_data (not audio, truncated header, a sample that is not finite),
/// unsupported (a codec that libsndfile lacks), invalid_argument (no such channel).
/// A WAV, AIFF or FLAC that holds less than its header promises is corrupt; an Ogg or MP3 that is
/// cut off promises nothing and gives what is there. Rates of 1000 to 1000000 Hz, at most 1000
/// channels.
EMOVOX_EXPORT Audio load_audio(const std::filesystem::path& path, const AudioOptions& options = {});

/// The same from memory; `name` stands in error messages where a path would.
EMOVOX_EXPORT Audio decode_audio(std::span<const std::byte> bytes, const AudioOptions& options = {},
                                 std::string_view name = "audio");

/// Resamples with soxr's HQ recipe; the same rate returns the samples unchanged.
/// The result has round(samples * to / from) samples. Throws invalid_argument.
EMOVOX_EXPORT Audio resample(const Audio& audio, int sample_rate);

/// A recording read in blocks, in bounded memory: the samples that load_audio gives, in order.
/// Not safe for use by two threads at once.
class EMOVOX_EXPORT AudioReader {
 public:
  static AudioReader open(const std::filesystem::path& path, const AudioOptions& options = {});
  static AudioReader from_memory(std::vector<std::byte> bytes, const AudioOptions& options = {},
                                 std::string_view name = "audio");
  AudioReader(AudioReader&&) noexcept;
  AudioReader& operator=(AudioReader&&) noexcept;
  ~AudioReader();

  int sample_rate() const noexcept;  // Hz of what read() gives

  /// Seconds that the file's header promises, or nothing where the format does not say.
  std::optional<double> promised_duration() const noexcept;

  /// Fills as much of `block` as the recording still has; 0 at its end. Throws as load_audio.
  std::size_t read(std::span<float> block);

 private:
  class Impl;
  explicit AudioReader(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace emovox
