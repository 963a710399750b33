// A read position in a ByteSource, for decoders that read through C callbacks. No exception may
// cross a C callback: ByteCursor stores an exception, and rethrow() throws it afterwards.
#pragma once

#include <cstdint>
#include <exception>
#include <memory>
#include <utility>

#include "audio/byte_source.h"

namespace emovox::audio {

class ByteCursor {
 public:
  explicit ByteCursor(std::unique_ptr<ByteSource> bytes) : bytes_(std::move(bytes)) {}

  const ByteSource& bytes() const noexcept { return *bytes_; }
  std::int64_t position() const noexcept { return position_; }

  std::int64_t read(void* into, std::int64_t count) noexcept;

  /// SEEK_SET, SEEK_CUR or SEEK_END; the new position, or -1 for one before the start.
  std::int64_t seek(std::int64_t offset, int whence) noexcept;

  void rethrow() {
    if (problem_) std::rethrow_exception(std::exchange(problem_, nullptr));
  }

 private:
  std::unique_ptr<ByteSource> bytes_;
  std::int64_t position_ = 0;
  std::exception_ptr problem_;
};

}  // namespace emovox::audio
