#include "training/dataset.h"

#include <algorithm>
#include <cmath>
#include <mutex>

#include "corpus/utterance_audio.h"
#include "emovox/audio.h"
#include "emovox/error.h"
#include "emovox/model.h"
#include "kernels/threads.h"

namespace emovox::training {
namespace {

Features analyse(const corpus::Manifest& manifest, const corpus::Utterance& utterance,
                 FeatureCache& cache) {
  const std::string path = manifest.path_of(utterance).string();
  const Audio audio = corpus::load_utterance(manifest, utterance);
  if (audio.duration() < kMinimumDuration) {
    throw Error(ErrorCode::corrupt_data, path,
                "only " + std::to_string(audio.duration()) + " s of audio",
                "must be 0.1 s or longer to learn from");
  }
  const auto loud = [](float sample) { return std::abs(sample) >= kSilencePeak; };
  if (std::none_of(audio.samples.begin(), audio.samples.end(), loud)) {
    throw Error(ErrorCode::corrupt_data, path, "silent from start to end",
                "must carry a voice to learn from");
  }
  return cache.features_of(audio);
}

}  // namespace

Dataset load_dataset(const corpus::Manifest& manifest, FeatureCache& cache, std::size_t threads,
                     const std::function<void(std::size_t)>& done) {
  Dataset dataset;
  dataset.labels = manifest.emotions();
  dataset.features.resize(manifest.utterances.size());
  for (const corpus::Utterance& utterance : manifest.utterances) {
    const auto label = std::find(dataset.labels.begin(), dataset.labels.end(), utterance.emotion);
    dataset.targets.push_back(static_cast<std::size_t>(label - dataset.labels.begin()));
  }
  std::mutex done_mutex;
  std::size_t finished = 0;
  kernels::share_over_threads({manifest.utterances.size(), threads}, [&](std::size_t i) {
    dataset.features[i] = analyse(manifest, manifest.utterances[i], cache);
    const std::lock_guard lock(done_mutex);
    ++finished;
    if (done) done(finished);
  });
  return dataset;
}

}  // namespace emovox::training
