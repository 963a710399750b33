#include "corpus/npz.h"

#include <zlib.h>

#include <algorithm>
#include <bit>
#include <limits>

#include "emovox/error.h"

namespace emovox::corpus {
namespace {

static_assert(std::endian::native == std::endian::little,
              "values are written as they lie in memory");

// Numbers are appended with the lowest byte first.
void put16(std::string& out, std::uint16_t value) {
  out += static_cast<char>(value & 0xFF);
  out += static_cast<char>(value >> 8);
}

void put32(std::string& out, std::uint32_t value) {
  put16(out, static_cast<std::uint16_t>(value & 0xFFFF));
  put16(out, static_cast<std::uint16_t>(value >> 16));
}

}  // namespace

// --- npy -----------------------------------------------------------------------------------------

namespace {

// Magic, version, length of the header, and the header, padded so that values start at 64 bytes.
std::string header(const std::string& type, const std::string& shape) {
  std::string text =
      "{'descr': '" + type + "', 'fortran_order': False, 'shape': (" + shape + "), }";
  constexpr std::size_t kPrelude = 10;
  text.append(63 - (kPrelude + text.size()) % 64, ' ');
  text += '\n';
  std::string bytes("\x93NUMPY\x01\x00", 8);
  put16(bytes, static_cast<std::uint16_t>(text.size()));
  return bytes + text;
}

template <class T>
void append(std::string& bytes, std::span<const T> values) {
  bytes.append(reinterpret_cast<const char*>(values.data()), values.size_bytes());
}

}  // namespace

std::string npy_matrix(std::span<const float> values, std::size_t rows, std::size_t columns) {
  std::string bytes = header("<f4", std::to_string(rows) + ", " + std::to_string(columns));
  append(bytes, values);
  return bytes;
}

std::string npy_vector(std::span<const double> values) {
  std::string bytes = header("<f8", std::to_string(values.size()) + ",");
  append(bytes, values);
  return bytes;
}

std::string npy_words(const std::vector<std::string>& words) {
  std::size_t longest = 1;
  for (const auto& word : words) longest = std::max(longest, word.size());
  std::string bytes = header("<U" + std::to_string(longest), std::to_string(words.size()) + ",");
  for (const auto& word : words) {
    for (std::size_t i = 0; i < longest; ++i) {
      put32(bytes, i < word.size() ? static_cast<unsigned char>(word[i]) : 0u);
    }
  }
  return bytes;
}

// --- zip -----------------------------------------------------------------------------------------

// PKWARE's APPNOTE, section 4.3: local header and data of each entry, then the central directory,
// then its end record.

namespace {

constexpr std::uint16_t kVersion = 20;          // 2.0
constexpr std::uint16_t kStored = 0;            // compression method
constexpr std::uint16_t kUtf8Names = 1u << 11;  // flag
constexpr std::uint16_t kDate = (1 << 5) | 1;   // 1980-01-01: the same input gives the same bytes
constexpr std::uint32_t kLocalHeader = 0x04034b50;
constexpr std::uint32_t kCentralHeader = 0x02014b50;
constexpr std::uint32_t kEndRecord = 0x06054b50;

void require_small(std::size_t size) {
  if (size < std::numeric_limits<std::uint32_t>::max()) return;
  throw Error(ErrorCode::unsupported, "npz", "over 4 GiB",
              "must be smaller; the format npy has no such limit");
}

// The fields that the local and the central header have in common.
void put_common(std::string& out, std::uint32_t crc, std::uint32_t size, std::size_t name) {
  put16(out, kVersion);
  put16(out, kUtf8Names);
  put16(out, kStored);
  put16(out, 0);  // time
  put16(out, kDate);
  put32(out, crc);
  put32(out, size);  // compressed
  put32(out, size);
  put16(out, static_cast<std::uint16_t>(name));
  put16(out, 0);  // extra field
}

}  // namespace

void ZipArchive::add(std::string_view name, std::string_view bytes) {
  require_small(bytes_.size() + bytes.size() + 2 * name.size() + 1024 * (entries_.size() + 1));
  const auto* data = reinterpret_cast<const Bytef*>(bytes.data());
  const auto crc = static_cast<std::uint32_t>(crc32_z(0, data, bytes.size()));
  const auto size = static_cast<std::uint32_t>(bytes.size());
  entries_.push_back({std::string(name), crc, size, static_cast<std::uint32_t>(bytes_.size())});
  put32(bytes_, kLocalHeader);
  put_common(bytes_, crc, size, name.size());
  bytes_.append(name).append(bytes);
}

std::string ZipArchive::finish() {
  const auto directory = static_cast<std::uint32_t>(bytes_.size());
  for (const Entry& entry : entries_) {
    put32(bytes_, kCentralHeader);
    put16(bytes_, kVersion);
    put_common(bytes_, entry.crc, entry.size, entry.name.size());
    put16(bytes_, 0);  // comment
    put16(bytes_, 0);  // disk
    put16(bytes_, 0);  // internal attributes
    put32(bytes_, 0);  // external attributes
    put32(bytes_, entry.offset);
    bytes_ += entry.name;
  }
  const auto directory_size = static_cast<std::uint32_t>(bytes_.size()) - directory;
  const auto count = static_cast<std::uint16_t>(entries_.size());
  put32(bytes_, kEndRecord);
  put32(bytes_, 0);  // this disk, the directory's disk
  put16(bytes_, count);
  put16(bytes_, count);
  put32(bytes_, directory_size);
  put32(bytes_, directory);
  put16(bytes_, 0);  // comment
  return std::move(bytes_);
}

}  // namespace emovox::corpus
