// Which corpus a model was trained on, as one number.
#pragma once

#include <string>
#include <vector>

#include "corpus/manifest.h"

namespace emovox::corpus {

/// XXH3-128 in hexadecimal over every utterance in the manifest's order: its file's bytes, speaker,
/// emotion and bounds; not over file names, so a corpus may be moved. Throws not_found, io.
std::string corpus_checksum(const Manifest& manifest);

/// The same from the XXH3-128 of each utterance's file, as read_utterances returns it: for callers
/// that have read the files anyway. `file_hashes`: [utterances].
std::string corpus_checksum(const Manifest& manifest, const std::vector<std::string>& file_hashes);

}  // namespace emovox::corpus
