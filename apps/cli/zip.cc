// A zip archive of stored entries (PKWARE's APPNOTE 4.3): local header and data of each entry, then
// the central directory, then its end record. All numbers are little-endian.
#include "cli/zip.h"

#include <zlib.h>

#include <limits>

#include "cli/little_endian.h"
#include "emovox/error.h"

namespace emovox::cli {
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
              "must be smaller; npy has no such limit");
}

// What the local and the central header share.
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

}  // namespace emovox::cli
