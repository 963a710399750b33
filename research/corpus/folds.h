// Which utterances test which fold. Every way of making folds keeps a speaker on one side.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "corpus/manifest.h"

namespace emovox::corpus {

struct Fold {
  std::string name;                // the test speakers, joined by '+'
  std::vector<std::size_t> train;  // indices into Manifest::utterances, ascending
  std::vector<std::size_t> test;
  bool texts_held_out = false;  // no sentence of the test is in the training either
};

/// One fold a speaker, in the order of Manifest::speakers(). Throws invalid_argument on one
/// speaker.
std::vector<Fold> leave_one_speaker_out(const Manifest& manifest);

/// Every group of `count` speakers in a seeded shuffle tests one fold; the last may be smaller.
std::vector<Fold> leave_speakers_out(const Manifest& manifest, std::size_t count,
                                     std::uint64_t seed);

/// k folds of whole speakers, balanced by utterances.
std::vector<Fold> speaker_disjoint_folds(const Manifest& manifest, std::size_t k,
                                         std::uint64_t seed);

/// folds.csv: `file,speaker,emotion,fold` (and start,end where the manifest has them), one row an
/// utterance, naming the fold that tests it. A column `text` says that sentences are held out too.
/// Writes beside `path` and renames.
void write_folds(const std::filesystem::path& path, const Manifest& manifest,
                 const std::vector<Fold>& folds);

/// Reads it back against the manifest. Throws corrupt_data where a row is missing, unknown or
/// double, or a speaker is tested by two folds (which sentences held out allow).
std::vector<Fold> read_folds(const std::filesystem::path& path, const Manifest& manifest);

/// Throws invalid_argument when some fold's train and test share a speaker, or a test is empty.
void check_speaker_disjoint(const Manifest& manifest, const std::vector<Fold>& folds);

}  // namespace emovox::corpus
