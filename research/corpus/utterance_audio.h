// What an utterance sounds like: the stretch of its recording that the manifest names.
#pragma once

#include <string>

#include "corpus/manifest.h"
#include "emovox/audio.h"

namespace emovox::corpus {

/// Mono, at the recording's own rate. Throws as load_audio; corrupt_data where the utterance starts
/// behind the recording's end.
Audio load_utterance(const Manifest& manifest, const Utterance& utterance);

/// XXH3-128 of the samples in hexadecimal; that of a whole file equals Heard::sample_hash.
std::string hash_samples(const Audio& audio);

}  // namespace emovox::corpus
