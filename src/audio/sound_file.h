// Bytes → interleaved float32 frames, by libsndfile through its virtual I/O.
#pragma once

#include <sndfile.h>

#include <cstdint>
#include <exception>
#include <memory>
#include <optional>
#include <span>
#include <string>

#include "audio/byte_source.h"

namespace emovox::audio {

/// Stays where it is made: libsndfile keeps its address.
class SoundFile {
 public:
  /// `name` stands in messages. Throws corrupt_data, unsupported, io.
  SoundFile(std::unique_ptr<ByteSource> bytes, std::string name);
  SoundFile(const SoundFile&) = delete;
  SoundFile& operator=(const SoundFile&) = delete;

  int sample_rate() const noexcept { return facts_.samplerate; }  // Hz
  int channels() const noexcept { return facts_.channels; }
  std::optional<std::int64_t> promised_frames() const noexcept;

  /// Fills `frames` ([n, channels], interleaved) and returns how many frames; 0 at the end.
  std::size_t read(std::span<float> frames);

 private:
  struct Close {
    void operator()(SNDFILE* file) const { sf_close(file); }
  };

  static sf_count_t length(void* self);
  static sf_count_t seek(sf_count_t offset, int whence, void* self);
  static sf_count_t read_bytes(void* into, sf_count_t count, void* self);
  static sf_count_t write_bytes(const void*, sf_count_t, void*) { return 0; }
  static sf_count_t tell(void* self);

  void open();
  [[noreturn]] void throw_not_opened();
  void check_facts() const;
  void check_end() const;
  void rethrow_io();

  std::unique_ptr<ByteSource> bytes_;
  std::string name_;
  std::int64_t position_ = 0;        // in bytes_
  std::exception_ptr read_problem_;  // must not fly through libsndfile's C frames
  SF_INFO facts_{};
  std::int64_t frames_read_ = 0;
  std::unique_ptr<SNDFILE, Close> file_;
};

}  // namespace emovox::audio
