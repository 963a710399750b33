#include "corpus/utterance_audio.h"

#include <algorithm>
#include <cmath>

#include "corpus/hash.h"
#include "emovox/error.h"

namespace emovox::corpus {

Audio load_utterance(const Manifest& manifest, const Utterance& utterance) {
  const std::string path = manifest.path_of(utterance).string();
  Audio audio = load_audio(path);
  const auto sample_at = [&](double seconds) {
    return static_cast<std::size_t>(std::llround(seconds * audio.sample_rate));
  };
  const std::size_t size = audio.samples.size();
  const std::size_t first = utterance.start ? sample_at(*utterance.start) : 0;
  const std::size_t last = utterance.end ? std::min(sample_at(*utterance.end), size) : size;
  if (first >= last) {
    throw Error(ErrorCode::corrupt_data, path,
                "start lies behind the recording's " + std::to_string(audio.duration()) + " s",
                "give a start inside it");
  }
  audio.samples.erase(audio.samples.begin() + static_cast<std::ptrdiff_t>(last),
                      audio.samples.end());
  audio.samples.erase(audio.samples.begin(),
                      audio.samples.begin() + static_cast<std::ptrdiff_t>(first));
  return audio;
}

std::string hash_samples(const Audio& audio) {
  Hash hash;
  hash.add(std::as_bytes(std::span(audio.samples)));
  return hash.hex();
}

}  // namespace emovox::corpus
