// Published corpora described as data: the pattern of their file names and their numbers of
// utterances.
#pragma once

#include <cstddef>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "corpus/manifest.h"

namespace emovox::corpus {

struct PublishedCorpus {
  std::string_view format;        // of import_corpus: "emodb"
  std::string_view title;         // "EMO-DB"
  std::string_view meaning;       // one line for help
  std::string_view name_pattern;  // pattern of its file names, for messages
  int sample_rate;                // Hz
  std::map<std::string, std::size_t> files_of_emotion;
  std::map<std::string, std::size_t> files_of_speaker;
  std::vector<std::string> further_columns;  // further columns of the manifest that read_name fills

  /// Speaker, emotion and further columns from the path of a file below the corpus's folder;
  /// nothing where the name does not follow the pattern.
  std::optional<Utterance> (*read_name)(const std::filesystem::path& below);
};

/// All published corpora, in the order in which the help lists them.
const std::vector<PublishedCorpus>& published_corpora();

/// The published corpus with this format, or null.
const PublishedCorpus* find_published(std::string_view format);

/// The corpus whose name pattern all files of the manifest follow, or null.
const PublishedCorpus* identify_corpus(const Manifest& manifest);

}  // namespace emovox::corpus
