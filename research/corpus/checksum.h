// Which corpus a model was trained on, as one number.
#pragma once

#include <string>

#include "corpus/manifest.h"

namespace emovox::corpus {

/// XXH3-128 in hexadecimal over every utterance in the manifest's order: its file's bytes, speaker,
/// emotion and bounds; not over file names, so a corpus may be moved. Throws not_found, io.
std::string corpus_checksum(const Manifest& manifest);

}  // namespace emovox::corpus
