#include "audio/sound_file.h"

#include <cstdio>
#include <mutex>
#include <utility>

#include "audio/container.h"
#include "emovox/error.h"

namespace emovox::audio {
namespace {

// libsndfile keeps the problem of a failed open in a global variable.
std::mutex& open_lock() {
  static std::mutex lock;
  return lock;
}

ByteCursor& cursor_of(void* cursor) { return *static_cast<ByteCursor*>(cursor); }

SF_VIRTUAL_IO make_io() {
  SF_VIRTUAL_IO io{};
  io.get_filelen = [](void* cursor) -> sf_count_t { return cursor_of(cursor).bytes().size(); };
  io.seek = [](sf_count_t offset, int whence, void* cursor) -> sf_count_t {
    return cursor_of(cursor).seek(offset, whence);
  };
  io.read = [](void* into, sf_count_t count, void* cursor) -> sf_count_t {
    return cursor_of(cursor).read(into, count);
  };
  io.write = [](const void*, sf_count_t, void*) -> sf_count_t { return 0; };
  io.tell = [](void* cursor) -> sf_count_t { return cursor_of(cursor).position(); };
  return io;
}

}  // namespace

SoundFile::SoundFile(std::unique_ptr<ByteSource> bytes, std::string name)
    : cursor_(std::move(bytes)), name_(std::move(name)) {
  open();
  check_whole();
}

void SoundFile::open() {
  SF_VIRTUAL_IO io = make_io();
  const std::lock_guard guard(open_lock());
  file_.reset(sf_open_virtual(&io, SFM_READ, &facts_, &cursor_));
  cursor_.rethrow();
  if (!file_) throw_not_opened();
}

void SoundFile::throw_not_opened() const {
  const std::string why = sf_strerror(nullptr);
  if (const auto format = find_foreign_format(cursor_.bytes())) {
    throw Error(ErrorCode::unsupported, name_, *format + ", which libsndfile does not decode",
                kGiveAudio);
  }
  const bool lacks = sf_error(nullptr) == SF_ERR_UNSUPPORTED_ENCODING;
  throw Error(lacks ? ErrorCode::unsupported : ErrorCode::corrupt_data, name_,
              "not audio that libsndfile can read (" + why + ")", kGiveAudio);
}

void SoundFile::check_whole() const {
  const auto shortfall = find_shortfall(cursor_.bytes());
  if (!shortfall) return;
  throw Error(ErrorCode::corrupt_data, name_,
              "cut off: " + std::to_string(shortfall->present) +
                  " bytes of samples, but the header announces " +
                  std::to_string(shortfall->promised),
              "must be complete");
}

double SoundFile::seconds(std::int64_t frames) const {
  return static_cast<double>(frames) / facts_.samplerate;
}

std::optional<std::int64_t> SoundFile::promised_frames() const noexcept {
  if (facts_.frames < 0 || facts_.frames == SF_COUNT_MAX) return std::nullopt;
  return facts_.frames;
}

std::size_t SoundFile::read(std::span<float> frames) {
  const auto room = static_cast<sf_count_t>(frames.size()) / facts_.channels;
  const sf_count_t got = sf_readf_float(file_.get(), frames.data(), room);
  cursor_.rethrow();
  if (got > 0) frames_read_ += got;
  if (got < room) check_end();
  return got > 0 ? static_cast<std::size_t>(got) : 0;
}

void SoundFile::check_end() const {
  char was[160];
  if (sf_error(file_.get()) != SF_ERR_NO_ERROR) {
    std::snprintf(was, sizeof was, "damaged after %.3f s (%.100s)", seconds(frames_read_),
                  sf_strerror(file_.get()));
    throw Error(ErrorCode::corrupt_data, name_, was, "must be complete");
  }
  const bool flac = (facts_.format & SF_FORMAT_TYPEMASK) == SF_FORMAT_FLAC;
  const auto promised = promised_frames();
  if (!flac || !promised || frames_read_ >= *promised) return;
  std::snprintf(was, sizeof was,
                "cut off or damaged: ends after %.3f s, but the header announces %.3f s",
                seconds(frames_read_), seconds(*promised));
  throw Error(ErrorCode::corrupt_data, name_, was, "must be complete");
}

}  // namespace emovox::audio
