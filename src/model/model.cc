// Model: loads a network and predicts with it.
#include "emovox/model.h"

#include <algorithm>
#include <iterator>
#include <thread>

#include "emovox/error.h"
#include "emovox/recording.h"
#include "kernels/thread_team.h"
#include "model/model_file.h"
#include "model/network.h"
#include "model/predict_batch.h"

namespace emovox {
namespace {

/// Predicts audio over kLongestUtterance in pieces, so that little memory is needed besides the
/// audio.
Prediction predict_long(const Model& model, const Audio& audio, std::size_t threads) {
  constexpr double kPiece = 48.0;  // seconds: 16 windows, which are predicted together
  RecordingOptions options;
  options.threads = static_cast<int>(threads);
  RecordingPredictor recording = model.open_recording(audio.sample_rate, options);
  std::span<const float> rest = audio.samples;
  while (!rest.empty()) {
    const auto piece =
        rest.first(std::min(rest.size(), model::to_samples(kPiece, audio.sample_rate)));
    recording.push(piece);
    rest = rest.subspan(piece.size());
  }
  return recording.finish().whole;
}

void check(const Audio& audio) {
  if (audio.sample_rate <= 0) {
    throw Error(ErrorCode::invalid_argument, "audio",
                "its sample rate is " + std::to_string(audio.sample_rate), "must be above 0 Hz");
  }
  model::require_finite(audio.samples);
}

/// The only place that queries the number of processors.
std::size_t threads_of(const LoadOptions& options) {
  model::check_threads("LoadOptions.threads", options.threads);
  if (options.threads > 0) return static_cast<std::size_t>(options.threads);
  return std::clamp<std::size_t>(std::thread::hardware_concurrency(), 1, model::kMostThreads);
}

}  // namespace

Model::Model(std::shared_ptr<const Network> network) : network_(std::move(network)) {}

Model Model::load(const std::filesystem::path& path, const LoadOptions& options) {
  const std::size_t threads = threads_of(options);
  return Model(
      std::make_shared<const Network>(model::read_model_file(path), options.precision, threads));
}

Model Model::from_memory(std::span<const std::byte> bytes, std::string_view name,
                         const LoadOptions& options) {
  const std::size_t threads = threads_of(options);
  return Model(std::make_shared<const Network>(model::parse_model_file(bytes, name),
                                               options.precision, threads));
}

const ModelInfo& Model::info() const noexcept { return network_->info(); }

const std::vector<std::string>& Model::labels() const noexcept { return info().labels; }

std::size_t Model::parameter_count() const noexcept { return network_->parameter_count(); }

Prediction Model::predict(const Audio& audio, const PredictOptions& options) const {
  const std::size_t threads =
      model::threads_of("PredictOptions.threads", options.threads, *network_);
  return std::move(predict_together({&audio, 1}, network_->threads_for_one(threads)).front());
}

std::vector<Prediction> Model::predict(std::span<const Audio> batch,
                                       const PredictOptions& options) const {
  constexpr std::size_t kTogether =
      8;  // a batch: shares the weights, and leaves work for other threads
  const std::size_t threads =
      model::threads_of("PredictOptions.threads", options.threads, *network_);
  const std::size_t groups = (batch.size() + kTogether - 1) / kTogether;
  std::vector<std::vector<Prediction>> parts(groups);
  const std::size_t threads_of_group = groups == 1 ? network_->threads_for_one(threads) : 1;
  network_->team().for_each({.pieces = groups, .threads = threads}, [&](std::size_t g) {
    const auto group = batch.subspan(g * kTogether);
    parts[g] = predict_together(group.first(std::min(kTogether, group.size())), threads_of_group);
  });
  std::vector<Prediction> predictions;
  predictions.reserve(batch.size());
  for (auto& part : parts) std::ranges::move(part, std::back_inserter(predictions));
  return predictions;
}

std::vector<Prediction> Model::predict_together(std::span<const Audio> batch,
                                                std::size_t threads) const {
  const int sample_rate = info().features.sample_rate;
  std::vector<Prediction> predictions(batch.size());
  std::vector<Audio> resampled;
  resampled.reserve(batch.size());  // utterances point into it
  std::vector<std::span<const float>> utterances;
  std::vector<std::size_t> places;
  for (std::size_t i = 0; i < batch.size(); ++i) {
    check(batch[i]);
    if (batch[i].duration() > kLongestUtterance) {
      predictions[i] = predict_long(*this, batch[i], threads);
      continue;
    }
    const bool same = batch[i].sample_rate == sample_rate;
    if (!same) resampled.push_back(resample(batch[i], sample_rate));
    utterances.push_back(same ? batch[i].samples : resampled.back().samples);
    places.push_back(i);
  }
  auto predicted = model::predict_batch(*network_, utterances, threads);
  for (std::size_t n = 0; n < places.size(); ++n) {
    predicted[n].end = batch[places[n]].duration();
    predictions[places[n]] = std::move(predicted[n]);
  }
  return predictions;
}

}  // namespace emovox
