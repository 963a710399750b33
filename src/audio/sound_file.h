// All formats but MP3, by libsndfile through its virtual I/O.
#pragma once

#include <sndfile.h>

#include "audio/byte_source.h"
#include "audio/decoder.h"

namespace emovox::audio {

/// Not movable: libsndfile keeps its address. A WAV, AIFF or FLAC that holds less than its header
/// announces is corrupt. A truncated Ogg gives the samples that it holds, because it announces no
/// length.
class SoundFile final : public Decoder {
 public:
  SoundFile(std::unique_ptr<ByteSource> bytes, std::string name);
  SoundFile(const SoundFile&) = delete;
  SoundFile& operator=(const SoundFile&) = delete;

  int sample_rate() const noexcept override { return facts_.samplerate; }
  int channels() const noexcept override { return facts_.channels; }
  std::optional<std::int64_t> promised_frames() const noexcept override;
  std::size_t read(std::span<float> frames) override;

 private:
  struct Close {
    void operator()(SNDFILE* file) const { sf_close(file); }
  };

  void open();
  [[noreturn]] void throw_not_opened() const;
  void check_whole() const;
  void check_end() const;
  double seconds(std::int64_t frames) const;

  ByteCursor cursor_;
  std::string name_;
  SF_INFO facts_{};
  std::int64_t frames_read_ = 0;
  std::unique_ptr<SNDFILE, Close> file_;
};

}  // namespace emovox::audio
