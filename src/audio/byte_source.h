// The bytes of a recording, from a file or from memory. All decoders read through this interface,
// so that both give the same samples.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
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
}  // namespace emovox::audio
