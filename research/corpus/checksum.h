// XXH3-128 of bytes that come in pieces: tells equal audio, no protection against forgery.
#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "corpus/manifest.h"

namespace emovox::corpus {

class Hash {
 public:
  Hash();
  Hash(Hash&&) noexcept;
  ~Hash();

  void add(std::span<const std::byte> bytes);
  /// A text with its length before it, so that "a","bc" and "ab","c" differ.
  void add_text(std::string_view text);
  /// kHashDigits hexadecimal digits, as `xxhsum -H2` prints them.
  std::string hex() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// Digits of a hash in hexadecimal.
inline constexpr std::size_t kHashDigits = 32;

/// XXH3-128 in hexadecimal of bytes that are there as a whole.
std::string hash_bytes(std::span<const std::byte> bytes);
inline std::string hash_bytes(std::string_view bytes) {
  return hash_bytes(std::as_bytes(std::span(bytes)));
}

/// Of a file's bytes, read in blocks. Throws not_found, io.
std::string hash_file(const std::filesystem::path& path);

/// XXH3-128 in hexadecimal over every utterance in the manifest's order: its file's bytes, speaker,
/// emotion and bounds; not over file names, so a corpus may be moved. Throws not_found, io.
std::string corpus_checksum(const Manifest& manifest);

/// The same from the XXH3-128 of each utterance's file, as read_utterances returns it: for callers
/// that have read the files anyway. `file_hashes`: [utterances].
std::string corpus_checksum(const Manifest& manifest, const std::vector<std::string>& file_hashes);

}  // namespace emovox::corpus
