// The bytes of a recording, from a file or from memory. All decoders read through this interface,
// so that both give the same samples.
#pragma once

#include <cstddef>
#include <cstdint>
#include <exception>
#include <filesystem>
#include <memory>
#include <span>
#include <utility>
#include <vector>

namespace emovox::audio {

class ByteSource {
 public:
  virtual ~ByteSource() = default;

  virtual std::int64_t size() const noexcept = 0;  // bytes

  /// Copies bytes from `offset` on, fewer than requested only at the end. Throws io.
  virtual std::size_t read_at(std::int64_t offset, std::span<std::byte> into) const = 0;
};

/// Throws not_found, and io where `path` is not a readable regular file.
std::unique_ptr<ByteSource> open_bytes(const std::filesystem::path& path);

std::unique_ptr<ByteSource> own_bytes(std::vector<std::byte> bytes);

/// A read position in a ByteSource, for decoders that read through C callbacks. No exception may
/// cross a C callback: ByteCursor stores an exception, and rethrow() throws it afterwards.
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
