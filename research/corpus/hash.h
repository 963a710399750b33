// XXH3-128 of bytes that come in pieces: tells equal audio, no protection against forgery.
#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace emovox::corpus {

class Hash {
 public:
  Hash();
  Hash(Hash&&) noexcept;
  ~Hash();

  void add(std::span<const std::byte> bytes);
  /// A text with its length before it, so that "a","bc" and "ab","c" differ.
  void add_text(std::string_view text);
  /// 32 hexadecimal digits, as `xxhsum -H2` prints them.
  std::string hex() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// Of a file's bytes, read in blocks. Throws not_found, io.
std::string hash_file(const std::filesystem::path& path);

}  // namespace emovox::corpus
