#include "audio/byte_cursor.h"

#include <cstdio>

namespace emovox::audio {

std::int64_t ByteCursor::read(void* into, std::int64_t count) noexcept {
  if (count <= 0) return 0;
  try {
    const std::span room(static_cast<std::byte*>(into), static_cast<std::size_t>(count));
    const auto got = static_cast<std::int64_t>(bytes_->read_at(position_, room));
    position_ += got;
    return got;
  } catch (...) {
    problem_ = std::current_exception();
    return 0;
  }
}

std::int64_t ByteCursor::seek(std::int64_t offset, int whence) noexcept {
  std::int64_t base = 0;
  if (whence == SEEK_CUR) base = position_;
  if (whence == SEEK_END) base = bytes_->size();
  std::int64_t target = 0;
  if (__builtin_add_overflow(base, offset, &target) || target < 0) return -1;
  return position_ = target;
}

}  // namespace emovox::audio
