// What a corpus is known to hold, and how its file names read.
#pragma once

#include <cstddef>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "corpus/manifest.h"

namespace emovox::corpus {

struct PublishedCorpus {
  std::string_view format;  // as importers() name it
  std::string_view title;
  int sample_rate;  // Hz
  std::map<std::string, std::size_t> files_of_emotion;
  std::map<std::string, std::size_t> files_of_speaker;
  std::optional<Utterance> (*read_name)(const std::filesystem::path& below);
};

const PublishedCorpus& published_emodb();
const PublishedCorpus& published_savee();

/// Nothing for a format without published counts.
const PublishedCorpus* find_published(std::string_view format);

/// The corpus whose file names all utterances have, or null.
const PublishedCorpus* recognise(const Manifest& manifest);

}  // namespace emovox::corpus
