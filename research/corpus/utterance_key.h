// What makes an utterance the same utterance: its file, however spelt, and its bounds.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <tuple>

#include "corpus/manifest.h"

namespace emovox::corpus {

using UtteranceKey = std::tuple<std::string, std::optional<double>, std::optional<double>>;

inline UtteranceKey key_of(const Utterance& utterance) {
  return {std::filesystem::path(utterance.file).lexically_normal().generic_string(),
          utterance.start, utterance.end};
}

}  // namespace emovox::corpus
