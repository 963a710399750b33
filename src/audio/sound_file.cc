#include "audio/sound_file.h"

#include <cstdio>
#include <mutex>
#include <utility>

#include "audio/limits.h"
#include "emovox/error.h"

namespace emovox::audio {
namespace {

constexpr const char* kGive = "give WAV, FLAC, Ogg Vorbis, Opus, MP3 or AIFF";

// libsndfile keeps the problem of a failed open in a global variable.
std::mutex& open_lock() {
  static std::mutex lock;
  return lock;
}

}  // namespace

SoundFile::SoundFile(std::unique_ptr<ByteSource> bytes, std::string name)
    : bytes_(std::move(bytes)), name_(std::move(name)) {
  if (bytes_->size() == 0) {
    throw Error(ErrorCode::corrupt_data, name_, "empty (0 bytes)", kGive);
  }
  open();
  check_facts();
}

void SoundFile::open() {
  SF_VIRTUAL_IO io{length, seek, read_bytes, write_bytes, tell};
  const std::lock_guard guard(open_lock());
  file_.reset(sf_open_virtual(&io, SFM_READ, &facts_, this));
  rethrow_io();
  if (!file_) throw_not_opened();
}

void SoundFile::throw_not_opened() {
  const bool unsupported = sf_error(nullptr) == SF_ERR_UNSUPPORTED_ENCODING;
  const std::string why = sf_strerror(nullptr);
  throw Error(unsupported ? ErrorCode::unsupported : ErrorCode::corrupt_data, name_,
              "not audio that libsndfile can read (" + why + ")", kGive);
}

void SoundFile::check_facts() const {
  if (facts_.channels < 1 || facts_.channels > kMaxChannels) {
    throw Error(ErrorCode::unsupported, name_, std::to_string(facts_.channels) + " channels",
                "must be 1 to " + std::to_string(kMaxChannels));
  }
  if (!is_supported_rate(facts_.samplerate)) {
    throw Error(ErrorCode::unsupported, name_,
                "a sample rate of " + std::to_string(facts_.samplerate) + " Hz", kSupportedRates);
  }
}

std::optional<std::int64_t> SoundFile::promised_frames() const noexcept {
  if (facts_.frames < 0 || facts_.frames == SF_COUNT_MAX) return std::nullopt;
  return facts_.frames;
}

std::size_t SoundFile::read(std::span<float> frames) {
  const auto room = static_cast<sf_count_t>(frames.size()) / facts_.channels;
  const sf_count_t got = sf_readf_float(file_.get(), frames.data(), room);
  rethrow_io();
  if (got < room) check_end();
  if (got <= 0) return 0;
  frames_read_ += got;
  return static_cast<std::size_t>(got);
}

void SoundFile::check_end() const {
  if (sf_error(file_.get()) == SF_ERR_NO_ERROR) return;
  char when[48];
  std::snprintf(when, sizeof when, "damaged after %.3f s (",
                static_cast<double>(frames_read_) / facts_.samplerate);
  throw Error(ErrorCode::corrupt_data, name_, when + std::string(sf_strerror(file_.get())) + ")",
              "must be whole");
}

void SoundFile::rethrow_io() {
  if (read_problem_) std::rethrow_exception(std::exchange(read_problem_, nullptr));
}

sf_count_t SoundFile::length(void* self) { return static_cast<SoundFile*>(self)->bytes_->size(); }

sf_count_t SoundFile::tell(void* self) { return static_cast<SoundFile*>(self)->position_; }

sf_count_t SoundFile::seek(sf_count_t offset, int whence, void* self) {
  auto& file = *static_cast<SoundFile*>(self);
  sf_count_t base = 0;
  if (whence == SEEK_CUR) base = file.position_;
  if (whence == SEEK_END) base = file.bytes_->size();
  sf_count_t target = 0;
  if (__builtin_add_overflow(base, offset, &target) || target < 0) return -1;
  return file.position_ = target;
}

sf_count_t SoundFile::read_bytes(void* into, sf_count_t count, void* self) {
  auto& file = *static_cast<SoundFile*>(self);
  if (count <= 0) return 0;
  try {
    const std::span<std::byte> room(static_cast<std::byte*>(into), static_cast<std::size_t>(count));
    const std::size_t got = file.bytes_->read_at(file.position_, room);
    file.position_ += static_cast<std::int64_t>(got);
    return static_cast<sf_count_t>(got);
  } catch (...) {
    file.read_problem_ = std::current_exception();
    return 0;
  }
}

}  // namespace emovox::audio
