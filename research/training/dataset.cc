#include "training/dataset.h"

#include <algorithm>
#include <cmath>
#include <mutex>
#include <utility>

#include "corpus/checksum.h"
#include "corpus/utterance_audio.h"
#include "emovox/audio.h"
#include "emovox/error.h"
#include "emovox/model.h"
#include "kernels/thread_team.h"
#include "model/prepare_audio.h"
#include "text/number.h"

namespace emovox::training {
namespace {

/// The same recording played faster: pitch and formants rise as well.
Audio respeak(const Audio& audio, double speed) {
  Audio faster = resample(audio, static_cast<int>(std::lround(audio.sample_rate / speed)));
  faster.sample_rate = audio.sample_rate;
  return faster;
}

/// Speed factors besides 1 of the copies of an utterance for training.
std::vector<double> other_speeds(const TrainingOptions& options) {
  if (options.speed_change == 0.0) return {};
  return {1.0 - options.speed_change, 1.0 + options.speed_change};
}

template <class T>
std::size_t position_of(const std::vector<T>& values, const T& value) {
  return static_cast<std::size_t>(std::find(values.begin(), values.end(), value) - values.begin());
}

/// Computes a dataset's features, one audio file after another on each of several threads.
class Loader {
 public:
  Loader(const corpus::Manifest& manifest, const Recipe& recipe, FeatureCache& cache,
         const std::function<void(std::size_t)>& done)
      : manifest_(manifest), recipe_(recipe), cache_(cache), done_(done) {
    const std::size_t count = manifest.utterances.size();
    const std::vector<std::string> speakers = manifest.speakers();
    dataset_.labels = manifest.emotions();
    dataset_.features.resize(count);
    dataset_.respoken.resize(count);
    dataset_.sample_hashes.resize(count);
    file_hashes_.resize(count);
    for (const corpus::Utterance& utterance : manifest.utterances) {
      dataset_.targets.push_back(position_of(dataset_.labels, utterance.emotion));
      dataset_.speakers.push_back(position_of(speakers, utterance.speaker));
    }
  }

  void load(const corpus::AudioFile& file) {
    const std::string hash = corpus::read_utterances(
        manifest_, file, [&](std::size_t i, const Audio& audio) { add(i, audio); });
    for (const std::size_t i : file.utterances) file_hashes_[i] = hash;
  }

  Dataset finish() {
    dataset_.checksum = corpus::corpus_checksum(manifest_, file_hashes_);
    return std::move(dataset_);
  }

 private:
  /// Safe from several threads, for different utterances.
  void add(std::size_t i, const Audio& recorded) {
    dataset_.sample_hashes[i] = corpus::hash_samples(recorded);
    const Audio audio = without_silent_ends(recorded, i);
    dataset_.features[i] = cache_.features_of(audio);
    for (const double speed : other_speeds(recipe_.training)) {
      dataset_.respoken[i].push_back(cache_.features_of(respeak(audio, speed)));
    }
    std::vector<Features> windows;
    if (recorded.duration() > kLongestUtterance) windows = windows_of(recorded, i);
    const std::lock_guard lock(mutex_);
    if (!windows.empty()) dataset_.windows[i] = std::move(windows);
    ++finished_;
    if (done_) done_(finished_);
  }

  /// The part of an utterance that the network gets when it predicts.
  Audio without_silent_ends(const Audio& recorded, std::size_t i) const {
    const bool trims = recipe_.network.trim_db > 0.0;
    Audio audio = trims ? resample(recorded, recipe_.features.sample_rate) : recorded;
    const auto trimmed = model::trim_and_check(audio.samples, audio.sample_rate,
                                               recipe_.network.trim_db, recipe_.features);
    if (trimmed.state == PredictionState::too_short) {
      refuse(i,
             "only " +
                 text::number_text(static_cast<double>(trimmed.part.count) / audio.sample_rate) +
                 " s of audio" + (trims ? " between silences" : ""),
             "must be 0.1 s or longer for training");
    }
    if (trimmed.state == PredictionState::silent) {
      refuse(i, "is silent from start to end", "must have sound for training");
    }
    if (trims) keep_part(audio, trimmed.part);
    return audio;
  }

  std::vector<Features> windows_of(const Audio& recorded, std::size_t i) const {
    const Audio audio = resample(recorded, recipe_.features.sample_rate);
    std::vector<Features> windows;
    for (const auto window : model::long_audio_windows(audio)) {
      const auto trimmed = model::trim_and_check(window, audio.sample_rate, recipe_.network.trim_db,
                                                 recipe_.features);
      if (trimmed.state != PredictionState::ok) continue;
      const auto part = window.subspan(trimmed.part.first, trimmed.part.count);
      windows.push_back(cache_.features_of({{part.begin(), part.end()}, audio.sample_rate}));
    }
    if (windows.empty()) {
      refuse(i, "all windows of 3 s are silent",
             "must have sound in at least one; recordings over 30 s are predicted in windows");
    }
    return windows;
  }

  static void keep_part(Audio& audio, const features::Part& part) {
    const auto begin = audio.samples.begin() + static_cast<std::ptrdiff_t>(part.first);
    audio.samples = std::vector<float>(begin, begin + static_cast<std::ptrdiff_t>(part.count));
  }

  [[noreturn]] void refuse(std::size_t i, const std::string& was, std::string_view must_be) const {
    const std::string path = manifest_.path_of(manifest_.utterances[i]).string();
    throw Error(ErrorCode::corrupt_data, path, was, must_be);
  }

  const corpus::Manifest& manifest_;
  const Recipe& recipe_;
  FeatureCache& cache_;
  const std::function<void(std::size_t)>& done_;
  Dataset dataset_;
  std::vector<std::string> file_hashes_;  // [utterances] hash of the file of each
  std::mutex mutex_;                      // guards dataset_.windows and the members below
  std::size_t finished_ = 0;              // utterances
};

}  // namespace

Dataset load_dataset(const corpus::Manifest& manifest, const Recipe& recipe, FeatureCache& cache,
                     std::size_t threads, const std::function<void(std::size_t)>& done) {
  Loader loader(manifest, recipe, cache, done);
  const std::vector<corpus::AudioFile> files = corpus::audio_files(manifest);
  kernels::ThreadTeam().for_each({files.size(), threads},
                                 [&](std::size_t f) { loader.load(files[f]); });
  return loader.finish();
}

std::vector<std::vector<float>> predict_utterances(const Network& network, const Dataset& dataset,
                                                   const std::vector<std::size_t>& utterances,
                                                   std::size_t threads) {
  std::vector<Features> pieces;     // whole utterances, or their windows
  std::vector<std::size_t> counts;  // of pieces of each utterance
  for (const std::size_t utterance : utterances) {
    const auto windows = dataset.windows.find(utterance);
    if (windows == dataset.windows.end()) {
      pieces.push_back(dataset.features[utterance]);
    } else {
      pieces.insert(pieces.end(), windows->second.begin(), windows->second.end());
    }
    counts.push_back(windows == dataset.windows.end() ? 1 : windows->second.size());
  }
  std::vector<model::Posterior> posteriors = network.forward(pieces, threads);
  std::vector<std::vector<float>> means;
  auto next = posteriors.begin();
  for (const std::size_t count : counts) {
    if (count == 1) {
      means.push_back(std::move((next++)->probabilities));
      continue;
    }
    model::PosteriorMean mean;
    for (std::size_t n = 0; n < count; ++n) mean.add((next++)->probabilities);
    means.push_back(mean.probabilities());
  }
  return means;
}

}  // namespace emovox::training
