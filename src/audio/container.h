// What a recording's outer wrapping says, as far as the decoders do not tell it themselves:
// libsndfile silently shortens a cut-off WAV or AIFF, and calls a codec that it lacks a malformed
// header.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "audio/byte_source.h"

namespace emovox::audio {

/// MPEG frames, at the start or after ID3v2 tags.
bool is_mpeg_audio(const ByteSource& bytes);

/// An Ogg, after ID3v2 tags or at the start, with a Vorbis header anywhere: libsndfile passes over
/// damaged pages, so that the first need not be the one that counts. Reads all of it.
bool is_ogg_vorbis(const ByteSource& bytes);

struct Shortfall {
  std::int64_t promised;  // bytes of samples that the header announces
  std::int64_t present;   // bytes of them in the file
};

/// A WAV or AIFF whose samples end before the header says. Not one: a size that a writer to a pipe
/// puts in for "unknown" (2 GiB less a little, or more), nor a miscount by less than a header.
std::optional<Shortfall> find_shortfall(const ByteSource& bytes);

/// The name of a format or codec that is known here by its signature and decoded by nothing here.
std::optional<std::string> find_foreign_format(const ByteSource& bytes);

}  // namespace emovox::audio
