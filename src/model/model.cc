// Model: a loaded network and the questions that can be put to it.
#include "emovox/model.h"

#include <algorithm>
#include <system_error>

#include "emovox/error.h"
#include "emovox/stream.h"
#include "files/whole_file.h"
#include "kernels/threads.h"
#include "model/judge.h"
#include "model/model_file.h"
#include "model/network.h"
#include "model/window_mean.h"

namespace emovox {
namespace {

using model::judge;

/// A second at a time, so that no more than a window or two is held beside the audio.
Prediction judge_in_windows(Stream stream, const Audio& audio,
                            const std::vector<std::string>& labels) {
  model::WindowMean mean;
  std::span<const float> rest = audio.samples;
  while (!rest.empty()) {
    const auto piece =
        rest.first(std::min(rest.size(), static_cast<std::size_t>(audio.sample_rate)));
    stream.push(piece);
    while (const auto window = stream.poll()) mean.add(*window);
    rest = rest.subspan(piece.size());
  }
  while (const auto window = stream.finish()) mean.add(*window);
  return mean.prediction(labels, audio.duration());
}

/// Devices and pipes may never end, and no model stands in one.
void require_regular_file(const std::filesystem::path& path) {
  std::error_code ignored;
  const auto status = std::filesystem::status(path, ignored);
  if (std::filesystem::exists(status) && !std::filesystem::is_regular_file(status)) {
    throw Error(ErrorCode::io, path.string(), "is not a regular file", "must be a model file");
  }
}

}  // namespace

Model::Model(std::shared_ptr<const Network> network) : network_(std::move(network)) {}

Model Model::load(const std::filesystem::path& path) {
  require_regular_file(path);
  const std::string bytes = files::read_file(path);
  return from_memory(std::as_bytes(std::span(bytes)), path.string());
}

Model Model::from_memory(std::span<const std::byte> bytes, std::string_view name) {
  return Model(std::make_shared<const Network>(model::parse_model_file(bytes, name)));
}

const ModelInfo& Model::info() const noexcept { return network_->info(); }

const std::vector<std::string>& Model::labels() const noexcept { return info().labels; }

std::size_t Model::parameter_count() const noexcept { return network_->parameter_count(); }

Prediction Model::predict(const Audio& audio) const {
  if (audio.sample_rate <= 0) {
    throw Error(ErrorCode::invalid_argument, "audio",
                "its sample rate is " + std::to_string(audio.sample_rate), "must be above 0 Hz");
  }
  model::require_finite(audio.samples);
  if (audio.duration() > kLongestUtterance) {
    return judge_in_windows(open_stream(audio.sample_rate, model::kLongAudioWindows), audio,
                            labels());
  }
  const int sample_rate = info().features.sample_rate;
  if (audio.sample_rate == sample_rate) return judge(*network_, audio.samples);
  Prediction prediction = judge(*network_, resample(audio, sample_rate).samples);
  prediction.end = audio.duration();
  return prediction;
}

std::vector<Prediction> Model::predict(std::span<const Audio> batch) const {
  std::vector<Prediction> predictions(batch.size());
  kernels::share_over_threads({.pieces = batch.size()},
                              [&](std::size_t i) { predictions[i] = predict(batch[i]); });
  return predictions;
}

}  // namespace emovox
