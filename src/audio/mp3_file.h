// MP3 (and MPEG layers I and II) by libmpg123. libsndfile uses the same library, but lets it print
// warnings about a file on standard error.
#pragma once

#include <mpg123.h>

#include "audio/byte_source.h"
#include "audio/decoder.h"

namespace emovox::audio {

/// Not movable: libmpg123 keeps its address. A truncated MP3 gives the samples that it holds,
/// because its frames announce no length.
class Mp3File final : public Decoder {
 public:
  Mp3File(std::unique_ptr<ByteSource> bytes, std::string name);
  Mp3File(const Mp3File&) = delete;
  Mp3File& operator=(const Mp3File&) = delete;

  int sample_rate() const noexcept override { return static_cast<int>(rate_); }
  int channels() const noexcept override { return channels_; }
  std::optional<std::int64_t> promised_frames() const noexcept override;
  std::size_t read(std::span<float> frames) override;

 private:
  struct Delete {
    void operator()(mpg123_handle* decoder) const { mpg123_delete(decoder); }
  };

  void make_decoder();
  void open();
  [[noreturn]] void throw_damaged(const std::string& why) const;

  ByteCursor cursor_;
  std::string name_;
  std::unique_ptr<mpg123_handle, Delete> decoder_;
  long rate_ = 0;  // Hz
  int channels_ = 0;
  std::int64_t frames_read_ = 0;
};

}  // namespace emovox::audio
