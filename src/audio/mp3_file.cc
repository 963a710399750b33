#include "audio/mp3_file.h"

#include <cstdio>
#include <mutex>
#include <utility>

#include "emovox/error.h"

namespace emovox::audio {
namespace {

ssize_t read_bytes(void* cursor, void* into, std::size_t count) {
  return static_cast<ssize_t>(
      static_cast<ByteCursor*>(cursor)->read(into, static_cast<std::int64_t>(count)));
}

off_t seek_bytes(void* cursor, off_t offset, int whence) {
  return static_cast<off_t>(static_cast<ByteCursor*>(cursor)->seek(offset, whence));
}

}  // namespace

Mp3File::Mp3File(std::unique_ptr<ByteSource> bytes, std::string name)
    : cursor_(std::move(bytes)), name_(std::move(name)) {
  make_decoder();
  open();
}

void Mp3File::make_decoder() {
  static std::once_flag once;
  std::call_once(once, [] { mpg123_init(); });
  int problem = MPG123_OK;
  decoder_.reset(mpg123_new(nullptr, &problem));
  if (!decoder_) {
    throw Error(ErrorCode::internal, "libmpg123", mpg123_plain_strerror(problem), "must start");
  }
  constexpr long kFlags = MPG123_QUIET | MPG123_FORCE_FLOAT | MPG123_GAPLESS | MPG123_SKIP_ID3V2;
  mpg123_param(decoder_.get(), MPG123_ADD_FLAGS, kFlags, 0);
  mpg123_param(decoder_.get(), MPG123_REMOVE_FLAGS, MPG123_AUTO_RESAMPLE, 0);
  mpg123_replace_reader_handle(decoder_.get(), read_bytes, seek_bytes, nullptr);
}

void Mp3File::open() {
  int encoding = 0;
  int problem = mpg123_open_handle(decoder_.get(), &cursor_);
  if (problem == MPG123_OK) {
    problem = mpg123_getformat(decoder_.get(), &rate_, &channels_, &encoding);
  }
  cursor_.rethrow();
  if (problem == MPG123_OK && encoding != MPG123_ENC_FLOAT_32) {
    problem = mpg123_format(decoder_.get(), rate_, channels_, MPG123_ENC_FLOAT_32);
  }
  if (problem == MPG123_OK) return;
  throw Error(ErrorCode::corrupt_data, name_,
              "not audio that libmpg123 can read (no valid MPEG frame)", kGiveAudio);
}

std::optional<std::int64_t> Mp3File::promised_frames() const noexcept {
  const off_t length = mpg123_length(decoder_.get());
  if (length < 0) return std::nullopt;
  return length;
}

std::size_t Mp3File::read(std::span<float> frames) {
  const auto channels = static_cast<std::size_t>(channels_);
  const std::size_t room = frames.size() / channels * channels * sizeof(float);
  std::size_t got = 0;
  const int status = mpg123_read(decoder_.get(), frames.data(), room, &got);
  cursor_.rethrow();
  if (status == MPG123_NEW_FORMAT) throw_damaged("its sample rate or channels change");
  if (status == MPG123_ERR) throw_damaged(mpg123_strerror(decoder_.get()));
  const std::size_t count = got / sizeof(float) / channels;
  frames_read_ += static_cast<std::int64_t>(count);
  return count;
}

void Mp3File::throw_damaged(const std::string& why) const {
  char when[48];
  std::snprintf(when, sizeof when, "damaged after %.3f s (",
                static_cast<double>(frames_read_) / static_cast<double>(rate_));
  throw Error(ErrorCode::corrupt_data, name_, when + why + ")", "must be complete");
}

}  // namespace emovox::audio
