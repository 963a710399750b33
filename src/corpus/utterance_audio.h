// What an utterance sounds like: the stretch of its recording that the manifest names.
#pragma once

#include "corpus/manifest.h"
#include "emovox/audio.h"

namespace emovox::corpus {

/// Mono, at the recording's own rate. Throws as load_audio; corrupt_data where the utterance starts
/// behind the recording's end.
Audio load_utterance(const Manifest& manifest, const Utterance& utterance);

}  // namespace emovox::corpus
