#include "corpus/checksum.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <map>
#include <vector>

#include "emovox/error.h"

namespace emovox::corpus {

struct Hash::State {
  XXH3_state_t xxh;
};

Hash::Hash() : state_(std::make_unique<State>()) { XXH3_128bits_reset(&state_->xxh); }
Hash::Hash(Hash&&) noexcept = default;
Hash::~Hash() = default;

void Hash::add(std::span<const std::byte> bytes) {
  XXH3_128bits_update(&state_->xxh, bytes.data(), bytes.size());
}

void Hash::add_text(std::string_view text) {
  std::array<std::byte, 8> size;  // little endian on every machine
  for (std::size_t i = 0; i < size.size(); ++i)
    size[i] = std::byte((text.size() >> (8 * i)) & 0xFF);
  add(size);
  add(std::as_bytes(std::span(text)));
}

std::string Hash::hex() const {
  XXH128_canonical_t canonical;
  XXH128_canonicalFromHash(&canonical, XXH3_128bits_digest(&state_->xxh));
  std::string text;
  for (const unsigned char byte : canonical.digest) {
    text += "0123456789abcdef"[byte >> 4];
    text += "0123456789abcdef"[byte & 15];
  }
  return text;
}

std::string hash_bytes(std::span<const std::byte> bytes) {
  Hash hash;
  hash.add(bytes);
  return hash.hex();
}

std::string hash_file(const std::filesystem::path& path) {
  errno = 0;
  std::ifstream in(path, std::ios::binary);
  std::vector<char> block(1 << 16);
  Hash hash;
  while (in.read(block.data(), static_cast<std::streamsize>(block.size())) || in.gcount() > 0) {
    hash.add(std::as_bytes(std::span(block).first(static_cast<std::size_t>(in.gcount()))));
  }
  if (in.is_open() && in.eof() && !in.bad()) return hash.hex();
  throw Error(errno == ENOENT ? ErrorCode::not_found : ErrorCode::io, path.string(),
              std::string("reading failed (") + std::strerror(errno) + ")",
              "must be a readable file");
}

std::string corpus_checksum(const Manifest& manifest) {
  std::map<std::string, std::string> hash_of_file;  // a file may hold many utterances
  std::vector<std::string> file_hashes;
  for (const Utterance& utterance : manifest.utterances) {
    std::string& file_hash = hash_of_file[utterance.file];
    if (file_hash.empty()) file_hash = hash_file(manifest.path_of(utterance));
    file_hashes.push_back(file_hash);
  }
  return corpus_checksum(manifest, file_hashes);
}

std::string corpus_checksum(const Manifest& manifest, const std::vector<std::string>& file_hashes) {
  Hash hash;
  for (std::size_t i = 0; i < manifest.utterances.size(); ++i) {
    const Utterance& utterance = manifest.utterances[i];
    hash.add_text(file_hashes.at(i));
    hash.add_text(utterance.speaker);
    hash.add_text(utterance.emotion);
    hash.add_text(seconds_text(utterance.start));
    hash.add_text(seconds_text(utterance.end));
  }
  return hash.hex();
}

}  // namespace emovox::corpus
