// Manifests for tests, without files behind them.
#pragma once

#include <random>
#include <string>

#include "corpus/manifest.h"

namespace emovox::corpus {

inline Utterance utterance(const std::string& file, const std::string& speaker,
                           const std::string& emotion) {
  Utterance made;
  made.file = file;
  made.speaker = speaker;
  made.emotion = emotion;
  return made;
}

/// `counts[s]` utterances of speaker "s<s>", interleaved.
inline Manifest manifest_of(const std::vector<std::size_t>& counts) {
  Manifest manifest;
  for (std::size_t n = 0, more = 1; more > 0; ++n) {
    more = 0;
    for (std::size_t s = 0; s < counts.size(); ++s) {
      if (n >= counts[s]) continue;
      ++more;
      const std::string speaker = std::string("s").append(std::to_string(s));
      manifest.utterances.push_back(
          utterance(speaker + "_" + std::to_string(n) + ".wav", speaker, n % 2 ? "joy" : "anger"));
    }
  }
  return manifest;
}

/// 2 to 12 speakers of 1 to 20 utterances.
inline Manifest random_manifest(std::uint64_t seed) {
  std::mt19937_64 random(seed);
  std::vector<std::size_t> counts(2 + random() % 11);
  for (std::size_t& count : counts) count = 1 + random() % 20;
  return manifest_of(counts);
}

}  // namespace emovox::corpus
