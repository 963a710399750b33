// Where sound that is listened to comes from: a microphone, raw samples on standard input, a file.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>

#include "command/sample_encoding.h"
#include "emovox/audio.h"

namespace emovox::cli {

using command::SampleEncoding;

/// Of samples without a header.
struct RawSamples {
  int rate = 16000;  // Hz
  SampleEncoding encoding = SampleEncoding::s16le;
};

class SoundSource {
 public:
  virtual ~SoundSource() = default;
  virtual int sample_rate() const = 0;  // Hz

  /// What has come, at least one sample and at most a block; 0 at the end, and early when a signal
  /// interrupts the waiting. Throws Error.
  virtual std::size_t read(std::span<float> block) = 0;

  /// After the end: throws where something is to be said of how it came.
  virtual void close() {}
};

/// `wanted`: a number or a part of the name; empty: the system's default.
std::unique_ptr<SoundSource> open_microphone(const std::string& wanted);
/// Of one channel. Throws invalid_argument on the rate.
std::unique_ptr<SoundSource> open_raw_input(int descriptor, const RawSamples& format);
std::unique_ptr<SoundSource> open_recording(const std::string& path, const AudioOptions& options);

}  // namespace emovox::cli
