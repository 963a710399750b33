// Bytes → interleaved float32 frames. The first bytes decide which library decodes them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>

#include "audio/byte_source.h"

namespace emovox::audio {

class Decoder {
 public:
  virtual ~Decoder() = default;

  virtual int sample_rate() const noexcept = 0;  // Hz
  virtual int channels() const noexcept = 0;
  /// The number of frames that the header announces, or nothing where it announces none.
  virtual std::optional<std::int64_t> promised_frames() const noexcept = 0;

  /// Fills `frames` ([n, channels], interleaved) and returns how many frames; 0 at the end.
  /// Throws corrupt_data, io.
  virtual std::size_t read(std::span<float> frames) = 0;
};

inline constexpr const char* kGiveAudio = "give WAV, FLAC, Ogg Vorbis, Opus, MP3 or AIFF";

/// `name` is used in error messages. Throws corrupt_data, unsupported, io.
std::unique_ptr<Decoder> open_decoder(std::unique_ptr<ByteSource> bytes, const std::string& name);

}  // namespace emovox::audio
