#include "audio/container.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <string_view>
#include <vector>

namespace emovox::audio {
namespace {

constexpr std::int64_t kUnknownSize = 0x7FFF0000;  // bytes; sox, ffmpeg and arecord write more
constexpr std::int64_t kMiscount = 64;  // bytes; some writers count the header as samples
constexpr int kMaxChunks = 10000;       // a malicious file could have millions of empty chunks

std::string text_at(const ByteSource& bytes, std::int64_t offset, std::size_t count) {
  std::string text(count, '\0');
  text.resize(bytes.read_at(offset, std::as_writable_bytes(std::span(text))));
  return text;
}

unsigned byte_of(std::string_view text, std::size_t index) {
  return index < text.size() ? static_cast<unsigned char>(text[index]) : 0U;
}

std::int64_t size_at(std::string_view text, std::size_t index, bool big_endian) {
  std::int64_t size = 0;
  for (std::size_t i = 0; i < 4; ++i) {
    size = size * 256 + byte_of(text, index + (big_endian ? i : 3 - i));
  }
  return size;
}

struct Chunk {
  std::int64_t start;  // of its content
  std::int64_t size;   // bytes
};

/// The first chunk with this name in a RIFF, RIFX or FORM file.
std::optional<Chunk> find_chunk(const ByteSource& bytes, std::string_view name, bool big_endian) {
  std::int64_t offset = 12;
  for (int i = 0; i < kMaxChunks; ++i) {
    const std::string head = text_at(bytes, offset, 8);
    if (head.size() < 8) return std::nullopt;
    const Chunk chunk{offset + 8, size_at(head, 4, big_endian)};
    if (head.starts_with(name)) return chunk;
    offset = chunk.start + chunk.size + chunk.size % 2;
  }
  return std::nullopt;
}

/// The number of bytes of ID3v2 tags at the start.
std::int64_t skip_id3(const ByteSource& bytes) {
  std::int64_t offset = 0;
  for (int i = 0; i < kMaxChunks; ++i) {
    const std::string head = text_at(bytes, offset, 10);
    if (head.size() < 10 || !head.starts_with("ID3")) break;
    std::int64_t size = 0;
    for (std::size_t k = 6; k < 10; ++k) size = size * 128 + (byte_of(head, k) & 0x7FU);
    const bool footer = (byte_of(head, 5) & 0x10U) != 0;
    offset += 10 + size + (footer ? 10 : 0);
  }
  return offset;
}

/// Layer bits 00 do not name an MPEG layer; AAC frames have them.
bool is_mpeg_sync(std::string_view head) {
  return byte_of(head, 0) == 0xFF && (byte_of(head, 1) & 0xE0U) == 0xE0 &&
         (byte_of(head, 1) & 0x06U) != 0;
}

std::optional<std::string> foreign_wav_codec(const ByteSource& bytes, bool big_endian) {
  constexpr std::array kDecoded{0x01U, 0x02U, 0x03U, 0x06U, 0x07U, 0x11U, 0x31U};
  constexpr unsigned kExtensible = 0xFFFE;
  const auto chunk = find_chunk(bytes, "fmt ", big_endian);
  if (!chunk) return std::nullopt;
  const std::string format = text_at(bytes, chunk->start, 26);
  if (format.size() < 16) return std::nullopt;
  const auto tag_at = [&](std::size_t i) {
    return big_endian ? byte_of(format, i) * 256 + byte_of(format, i + 1)
                      : byte_of(format, i) + byte_of(format, i + 1) * 256;
  };
  unsigned tag = tag_at(0);
  if (tag == kExtensible && format.size() == 26) tag = tag_at(24);
  if (std::find(kDecoded.begin(), kDecoded.end(), tag) != kDecoded.end()) return std::nullopt;
  char name[32];
  std::snprintf(name, sizeof name, "WAV with codec 0x%04x", tag);
  return name;
}

std::optional<std::string> foreign_ogg_codec(const ByteSource& bytes) {
  const std::string page = text_at(bytes, 0, 27 + 255 + 8);
  const std::size_t start = 27 + byte_of(page, 26);
  if (page.size() < start + 8) return std::nullopt;
  const std::string_view packet = std::string_view(page).substr(start);
  const bool decoded = packet.starts_with("\x01vorbis") || packet.starts_with("OpusHead") ||
                       packet.starts_with(
                           "\x7F"
                           "FLAC");
  if (decoded) return std::nullopt;
  return "Ogg with a codec other than Vorbis, Opus and FLAC";
}

}  // namespace

bool is_mpeg_audio(const ByteSource& bytes) {
  const std::int64_t start = skip_id3(bytes);
  const std::string head = text_at(bytes, start, 4);
  if (start == 0) return is_mpeg_sync(head);
  const auto is = [&](std::string_view magic) { return head == magic; };
  return !is("fLaC") && !is("RIFF") && !is("FORM") && !is("OggS");
}

bool is_ogg_vorbis(const ByteSource& bytes) {
  constexpr std::string_view kHeader("\x01vorbis");
  constexpr std::size_t kBlock = 1 << 16;  // bytes
  std::int64_t offset = skip_id3(bytes);
  if (text_at(bytes, offset, 4) != "OggS") return false;
  for (;;) {
    const std::string block = text_at(bytes, offset, kBlock);
    if (block.find(kHeader) != std::string::npos) return true;
    if (block.size() < kBlock) return false;
    offset += static_cast<std::int64_t>(kBlock - kHeader.size() + 1);
  }
}

std::optional<Shortfall> find_shortfall(const ByteSource& bytes) {
  const std::string magic = text_at(bytes, 0, 4);
  const bool aiff = magic == "FORM";
  const bool big_endian = aiff || magic == "RIFX";
  if (!big_endian && magic != "RIFF") return std::nullopt;
  const auto samples = find_chunk(bytes, aiff ? "SSND" : "data", big_endian);
  if (!samples || samples->size >= kUnknownSize) return std::nullopt;
  const std::int64_t present = std::max<std::int64_t>(0, bytes.size() - samples->start);
  if (present + kMiscount >= samples->size) return std::nullopt;
  return Shortfall{samples->size, present};
}

std::optional<std::string> find_foreign_format(const ByteSource& bytes) {
  const std::string head = text_at(bytes, 0, 12);
  if (head.starts_with("RIFF") || head.starts_with("RIFX")) {
    return foreign_wav_codec(bytes, head.starts_with("RIFX"));
  }
  if (head.starts_with("OggS")) return foreign_ogg_codec(bytes);
  if (head.size() == 12 && head.substr(4, 4) == "ftyp") return "MP4 or M4A";
  if (head.starts_with("\x1A\x45\xDF\xA3")) return "WebM or Matroska";
  if (byte_of(head, 0) == 0xFF && (byte_of(head, 1) & 0xF6U) == 0xF0) return "AAC";
  return std::nullopt;
}

}  // namespace emovox::audio
