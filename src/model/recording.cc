// RecordingPredictor: blocks → resampler → audio held until the end, or windows without overlap if
// the recording is long → prediction of the whole.
#include "emovox/recording.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "audio/resampler.h"
#include "emovox/error.h"
#include "emovox/stream.h"
#include "model/predict_batch.h"
#include "model/prepare_audio.h"
#include "text/number.h"

namespace emovox {
namespace {

RecordingOptions checked(const RecordingOptions& options) {
  if (std::isfinite(options.longest) && options.longest >= 0.0) return options;
  throw Error(ErrorCode::invalid_argument, "RecordingOptions.longest",
              "is " + text::number_text(options.longest) + " seconds",
              "must be at least 0 seconds");
}

void check_length(double seconds, const RecordingOptions& options) {
  if (options.longest == 0.0 || seconds <= options.longest) return;
  throw Error(ErrorCode::too_long, "recording",
              "lasts longer than " + text::number_text(options.longest) + " seconds",
              "must not be longer than the caller allows");
}

/// The mean of the probabilities of the windows whose state is ok.
class WindowMean {
 public:
  void add(const Prediction& window) {
    if (window.state == PredictionState::silent) state_ = PredictionState::silent;
    if (window.state != PredictionState::ok) return;
    mean_.add(window.probabilities);
  }

  /// If no window was ok, the state is silent if one window was silent, else too short.
  Prediction prediction(const ModelInfo& info) const {
    Prediction prediction;
    prediction.state = mean_.count() > 0 ? PredictionState::ok : state_;
    if (mean_.count() == 0) return prediction;
    model::put_answer(mean_.probabilities(), info, prediction);
    return prediction;
  }

 private:
  model::PosteriorMean mean_;  // of the windows that were ok
  PredictionState state_ = PredictionState::too_short;
};

}  // namespace

class RecordingPredictor::Impl {
 public:
  Impl(const Model& model, int sample_rate, const RecordingOptions& options)
      : model_(model),
        sample_rate_(sample_rate),
        options_(checked(options)),
        threads_(model::threads_of("RecordingOptions.threads", options.threads, *model.network_)),
        resampler_(sample_rate, model_rate()) {
    held_.sample_rate = model_rate();
    if (!options.segments) return;
    segmenter_ = model.open_stream(model_rate(), *options.segments, threads_);
    segments_are_long_windows_ = options.segments->window == model::kLongAudioWindows.window &&
                                 options.segments->hop == model::kLongAudioWindows.hop;
  }

  void push(std::span<const float> block) {
    check_open();
    model::require_finite(block);
    check_length(seconds(pushed_ + block.size()), options_);
    if (options_.cancelled && options_.cancelled()) {
      throw Error(ErrorCode::cancelled, "recording", "the caller asked to stop", "");
    }
    pushed_ += block.size();
    if (sample_rate_ == model_rate()) return process(block);
    resampled_.clear();
    resampler_.push(block, resampled_);
    process(resampled_);
  }

  RecordingPrediction finish() {
    check_open();
    ended_ = true;
    resampled_.clear();
    resampler_.finish(resampled_);
    process(resampled_);
    if (segmenter_) {
      while (auto rest = segmenter_->finish()) segments_.push_back(std::move(*rest));
    }
    Prediction whole =
        is_long() ? mean_of_windows() : model_.predict(held_, {.threads = options_.threads});
    whole.end = seconds(pushed_);
    return {std::move(whole), std::move(segments_)};
  }

 private:
  int model_rate() const { return model_.info().features.sample_rate; }
  double seconds(std::size_t samples) const { return static_cast<double>(samples) / sample_rate_; }
  bool is_long() const { return seconds(pushed_) > kLongestUtterance; }

  void check_open() const {
    if (!ended_) return;
    throw Error(ErrorCode::invalid_argument, "recording", "has ended",
                "must be opened again for further samples");
  }

  /// `samples` are at the model's rate.
  void process(std::span<const float> samples) {
    if (segmenter_) {
      segmenter_->push(samples);
      while (auto segment = segmenter_->poll()) segments_.push_back(std::move(*segment));
    }
    if (long_) return add_to_windows(samples);
    if (is_long() && segments_are_long_windows_) {
      held_.samples = {};
      return;
    }
    held_.samples.insert(held_.samples.end(), samples.begin(), samples.end());
    if (!is_long()) return;
    long_ = model_.open_stream(model_rate(), model::kLongAudioWindows, threads_);
    add_to_windows(held_.samples);
    held_.samples = {};
  }

  void add_to_windows(std::span<const float> samples) {
    long_->push(samples);
    while (const auto window = long_->poll()) mean_.add(*window);
  }

  Prediction mean_of_windows() {
    if (long_) {
      while (const auto rest = long_->finish()) mean_.add(*rest);
    } else {
      for (const auto& segment : segments_) mean_.add(segment);
    }
    return mean_.prediction(model_.info());
  }

  Model model_;
  int sample_rate_;  // Hz of what is pushed
  RecordingOptions options_;
  std::size_t threads_;
  audio::Resampler resampler_;
  std::vector<float> resampled_;  // of one block
  Audio held_;                    // all samples so far, until the recording is long
  std::size_t pushed_ = 0;        // samples so far, at sample_rate_
  std::optional<Stream> long_;    // predicts a long recording, in windows without overlap
  WindowMean mean_;               // of these windows
  std::optional<Stream> segmenter_;
  bool segments_are_long_windows_ = false;  // the segments are also the windows of a long recording
  std::vector<Prediction> segments_;
  bool ended_ = false;
};

RecordingPredictor::RecordingPredictor(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
RecordingPredictor::RecordingPredictor(RecordingPredictor&&) noexcept = default;
RecordingPredictor& RecordingPredictor::operator=(RecordingPredictor&&) noexcept = default;
RecordingPredictor::~RecordingPredictor() = default;

void RecordingPredictor::push(std::span<const float> block) { impl_->push(block); }
RecordingPrediction RecordingPredictor::finish() { return impl_->finish(); }

RecordingPredictor Model::open_recording(int sample_rate, const RecordingOptions& options) const {
  return RecordingPredictor(
      std::make_unique<RecordingPredictor::Impl>(*this, sample_rate, options));
}

RecordingPredictor Model::open_recording(int sample_rate) const {
  return open_recording(sample_rate, {});
}

RecordingPrediction predict_recording(const Model& model, AudioReader& reader,
                                      const RecordingOptions& options) {
  RecordingPredictor recording = model.open_recording(reader.sample_rate(), options);
  check_length(reader.promised_duration().value_or(0.0), options);
  std::vector<float> block(kRecordingBlock);
  while (const std::size_t count = reader.read(block)) recording.push({block.data(), count});
  return recording.finish();
}

void mark_uncertain(RecordingPrediction& prediction, double abstain_below) {
  const auto mark = [&](Prediction& one) {
    one.uncertain = one.state == PredictionState::ok && one.confidence < abstain_below;
  };
  mark(prediction.whole);
  std::ranges::for_each(prediction.segments, mark);
}

}  // namespace emovox
