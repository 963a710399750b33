// Reads audio from a file, from memory or in blocks as mono float32 samples at a chosen sample
// rate.
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

/// Which channel of a recording is used: the mean of all channels, the first, or one by number (1 =
/// first).
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
                        // damaged Vorbis header, so that a server with untrusted uploads should
                        // refuse the format
};

/// Reads a whole recording: WAV, FLAC, Ogg Vorbis, Opus, MP3, AIFF or another format of libsndfile.
/// Throws not_found, io, corrupt_data (not audio, truncated header, a sample that is not finite),
/// unsupported (a codec that libsndfile lacks), invalid_argument (no such channel).
/// A WAV, AIFF or FLAC file with fewer samples than its header announces is corrupt. Ogg and MP3
/// headers announce no length, so that a truncated file gives the samples that it has. Rates of
/// 1000 to 1000000 Hz, at most 1000 channels.
EMOVOX_EXPORT Audio load_audio(const std::filesystem::path& path, const AudioOptions& options = {});

/// The same from memory; `name` takes the place of the path in error messages.
EMOVOX_EXPORT Audio decode_audio(std::span<const std::byte> bytes, const AudioOptions& options = {},
                                 std::string_view name = "audio");

/// Resamples with soxr's HQ recipe; the same rate returns the samples unchanged.
/// The result has round(samples * to / from) samples. Throws invalid_argument.
EMOVOX_EXPORT Audio resample(const Audio& audio, int sample_rate);

/// Reads a recording in blocks, in bounded memory. The samples are those of load_audio.
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

  /// Seconds that the file's header announces, or nothing where the format announces no length.
  std::optional<double> promised_duration() const noexcept;

  /// Fills `block` with the next samples and returns their number: less than the block's size only
  /// at the end, then 0. Throws as load_audio.
  std::size_t read(std::span<float> block);

 private:
  class Impl;
  explicit AudioReader(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace emovox
