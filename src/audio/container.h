// Facts from the container format of a recording that the decoders do not report: libsndfile
// silently shortens a truncated WAV or AIFF, and reports a codec that it lacks as a malformed
// header.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "audio/byte_source.h"

namespace emovox::audio {

/// Whether the bytes begin with MPEG frames, at the start or after ID3v2 tags.
bool is_mpeg_audio(const ByteSource& bytes);

/// Whether this is an Ogg file, at the start or after ID3v2 tags, with a Vorbis header anywhere:
/// libsndfile skips damaged pages, so that the header need not be on the first page. Reads all
/// bytes.
bool is_ogg_vorbis(const ByteSource& bytes);

struct Shortfall {
  std::int64_t promised;  // bytes of samples that the header announces
  std::int64_t present;   // bytes of them in the file
};

/// The sizes of a WAV or AIFF file that has fewer bytes of samples than its header announces, or
/// nothing. Two differences do not count: the size that writers to a pipe use for "unknown" (2 GiB
/// less a little, or more), and a miscount by less than a header.
std::optional<Shortfall> find_shortfall(const ByteSource& bytes);

/// The name of a format or codec that is recognised by its signature but has no decoder.
std::optional<std::string> find_foreign_format(const ByteSource& bytes);

}  // namespace emovox::audio
