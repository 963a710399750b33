#include "training/dataset.h"

#include <algorithm>
#include <cmath>
#include <mutex>

#include "corpus/utterance_audio.h"
#include "emovox/audio.h"
#include "emovox/error.h"
#include "emovox/model.h"
#include "features/trim.h"
#include "kernels/thread_team.h"

namespace emovox::training {
namespace {

/// What the network hears of an utterance at prediction (model/predict_batch.h).
void trim(Audio& audio, const Recipe& recipe) {
  if (recipe.network.trim_db == 0.0) return;
  audio = resample(audio, recipe.features.sample_rate);
  const auto [first, count] =
      features::heard_part(audio.samples, recipe.network.trim_db, recipe.features);
  const auto begin = audio.samples.begin() + static_cast<std::ptrdiff_t>(first);
  audio.samples = std::vector<float>(begin, begin + static_cast<std::ptrdiff_t>(count));
}

Audio read(const corpus::Manifest& manifest, const corpus::Utterance& utterance,
           const Recipe& recipe) {
  const std::string path = manifest.path_of(utterance).string();
  Audio audio = corpus::load_utterance(manifest, utterance);
  trim(audio, recipe);
  if (audio.duration() < kMinimumDuration) {
    throw Error(ErrorCode::corrupt_data, path,
                "only " + std::to_string(audio.duration()) + " s of audio" +
                    (recipe.network.trim_db > 0.0 ? " between silences" : ""),
                "must be 0.1 s or longer to learn from");
  }
  const auto loud = [](float sample) { return std::abs(sample) >= kSilencePeak; };
  if (std::none_of(audio.samples.begin(), audio.samples.end(), loud)) {
    throw Error(ErrorCode::corrupt_data, path, "silent from start to end",
                "must carry a voice to learn from");
  }
  return audio;
}

/// The same recording played faster: pitch and formants rise with it.
Audio respeak(const Audio& audio, double speed) {
  Audio faster = resample(audio, static_cast<int>(std::lround(audio.sample_rate / speed)));
  faster.sample_rate = audio.sample_rate;
  return faster;
}

/// Speeds other than its own that an utterance is heard at, as factors.
std::vector<double> other_speeds(const TrainingOptions& options) {
  if (options.speed_change == 0.0) return {};
  return {1.0 - options.speed_change, 1.0 + options.speed_change};
}

template <class T>
std::size_t place_of(const std::vector<T>& values, const T& value) {
  return static_cast<std::size_t>(std::find(values.begin(), values.end(), value) - values.begin());
}

}  // namespace

Dataset load_dataset(const corpus::Manifest& manifest, const Recipe& recipe, FeatureCache& cache,
                     std::size_t threads, const std::function<void(std::size_t)>& done) {
  Dataset dataset;
  dataset.labels = manifest.emotions();
  dataset.features.resize(manifest.utterances.size());
  dataset.respoken.resize(manifest.utterances.size());
  const std::vector<std::string> speakers = manifest.speakers();
  for (const corpus::Utterance& utterance : manifest.utterances) {
    dataset.targets.push_back(place_of(dataset.labels, utterance.emotion));
    dataset.speakers.push_back(place_of(speakers, utterance.speaker));
  }
  std::mutex done_mutex;
  std::size_t finished = 0;
  kernels::ThreadTeam().for_each({manifest.utterances.size(), threads}, [&](std::size_t i) {
    const Audio audio = read(manifest, manifest.utterances[i], recipe);
    dataset.features[i] = cache.features_of(audio);
    for (const double speed : other_speeds(recipe.training)) {
      dataset.respoken[i].push_back(cache.features_of(respeak(audio, speed)));
    }
    const std::lock_guard lock(done_mutex);
    ++finished;
    if (done) done(finished);
  });
  return dataset;
}

}  // namespace emovox::training
