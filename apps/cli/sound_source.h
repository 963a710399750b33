// Sources of audio for `emovox listen`: a microphone, raw samples on standard input, a file.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>

#include "command/sample_encoding.h"
#include "emovox/audio.h"

namespace emovox::cli {

using command::SampleEncoding;

/// The format of samples without a header.
struct RawSamples {
  int rate = 16000;  // Hz
  SampleEncoding encoding = SampleEncoding::s16le;
};

class SoundSource {
 public:
  virtual ~SoundSource() = default;
  virtual int sample_rate() const = 0;  // Hz

  /// Waits for at least one sample, fills `block` with as many as there are, and returns their
  /// count. Returns 0 at the end, and where a signal interrupts the wait. Throws Error.
  virtual std::size_t read(std::span<float> block) = 0;

  /// Call it after the end. Throws where audio was lost or incomplete.
  virtual void close() {}
};

/// `wanted` is a number or a part of the device's name; empty: the system's default device.
std::unique_ptr<SoundSource> open_microphone(const std::string& wanted);
/// Samples of one channel. Throws invalid_argument on the rate.
std::unique_ptr<SoundSource> open_raw_input(int descriptor, const RawSamples& format);
std::unique_ptr<SoundSource> open_recording(const std::string& path, const AudioOptions& options);

}  // namespace emovox::cli
