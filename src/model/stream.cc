// Stream: pieces → resampler → a buffer at the model's rate → windows. Complete windows go through
// the network together; each gets the same prediction as alone.
#include "emovox/stream.h"

#include <algorithm>
#include <cmath>
#include <deque>
#include <string>
#include <vector>

#include "audio/resampler.h"
#include "emovox/error.h"
#include "model/predict_batch.h"

namespace emovox {
/// A position is a number of samples at the model's rate, counted from the start of the voice.
class Stream::Impl {
 public:
  Impl(std::shared_ptr<const Network> network, int sample_rate, const StreamOptions& options,
       std::size_t threads)
      : network_(std::move(network)),
        threads_(network_->threads_for_one(threads)),
        sample_rate_(sample_rate),
        window_(model::to_samples(options.window, model_rate())),
        hop_(std::max<std::size_t>(1, model::to_samples(options.hop, model_rate()))),
        resampler_(sample_rate, model_rate()) {}

  void push(std::span<const float> samples) {
    if (ended_) {
      throw Error(ErrorCode::invalid_argument, "stream", "has ended", "must be reset first");
    }
    model::require_finite(samples);
    resampler_.push(samples, buffer_);
  }

  std::optional<Prediction> poll() {
    if (predicted_.empty()) predict_complete_windows();
    if (predicted_.empty()) return std::nullopt;
    Prediction prediction = std::move(predicted_.front());
    predicted_.pop_front();
    return prediction;
  }

  std::optional<Prediction> finish() {
    if (!ended_) resampler_.finish(buffer_);
    ended_ = true;
    if (auto complete = poll()) return complete;
    if (arrived() <= window_end_) return std::nullopt;
    const std::size_t length = arrived() - next_;
    const bool worth = next_ == 0 || length >= model::to_samples(kMinimumDuration, model_rate());
    window_end_ = arrived();
    if (!worth) return std::nullopt;
    predict_windows(1, length);
    return poll();
  }

  void reset() { *this = Impl(*this, Again{}); }

 private:
  struct Again {};
  Impl(const Impl& old, Again)
      : network_(old.network_),
        threads_(old.threads_),
        sample_rate_(old.sample_rate_),
        window_(old.window_),
        hop_(old.hop_),
        resampler_(sample_rate_, model_rate()) {}

  int model_rate() const { return network_->info().features.sample_rate; }
  std::size_t arrived() const { return dropped_ + buffer_.size(); }
  double seconds(std::size_t position) const {
    return static_cast<double>(position) / model_rate();
  }

  /// All windows that are complete, but at most kTogether: a larger batch is hardly faster.
  void predict_complete_windows() {
    constexpr std::size_t kTogether = 16;
    if (arrived() < next_ + window_) return;
    predict_windows(std::min(kTogether, (arrived() - next_ - window_) / hop_ + 1), window_);
  }

  /// Predicts `count` windows of `length` samples from next_ on, and advances next_.
  void predict_windows(std::size_t count, std::size_t length) {
    std::vector<std::span<const float>> windows;
    for (std::size_t n = 0; n < count; ++n) {
      windows.push_back(std::span(buffer_).subspan(next_ + n * hop_ - dropped_, length));
    }
    for (Prediction& prediction : model::predict_batch(*network_, windows, threads_)) {
      prediction.start = seconds(next_);
      prediction.end = seconds(next_ + length);
      predicted_.push_back(std::move(prediction));
      window_end_ = next_ + length;
      next_ += hop_;
    }
    drop_heard();
  }

  /// Removes samples that no window needs, once they are half of the buffer, so that each
  /// sample is moved a bounded number of times.
  void drop_heard() {
    const std::size_t spare = std::min(next_ - dropped_, buffer_.size());
    if (spare < window_ && spare < buffer_.size()) return;
    if (spare < buffer_.size() / 2) return;
    buffer_.erase(buffer_.begin(), buffer_.begin() + static_cast<std::ptrdiff_t>(spare));
    dropped_ += spare;
  }

  std::shared_ptr<const Network> network_;
  std::size_t threads_;
  int sample_rate_;     // Hz of what is pushed
  std::size_t window_;  // samples
  std::size_t hop_;     // samples, at most window_
  audio::Resampler resampler_;
  std::vector<float> buffer_;         // the samples from dropped_ on
  std::size_t dropped_ = 0;           // position of the buffer's first sample
  std::size_t next_ = 0;              // position where the next window starts
  std::size_t window_end_ = 0;        // position where the last window ended
  std::deque<Prediction> predicted_;  // not yet returned by poll
  bool ended_ = false;
};

Stream::Stream(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Stream::Stream(Stream&&) noexcept = default;
Stream& Stream::operator=(Stream&&) noexcept = default;
Stream::~Stream() = default;

void Stream::push(std::span<const float> samples) { impl_->push(samples); }
std::optional<Prediction> Stream::poll() { return impl_->poll(); }
std::optional<Prediction> Stream::finish() { return impl_->finish(); }
void Stream::reset() { impl_->reset(); }

Stream Model::open_stream(int sample_rate, const StreamOptions& options) const {
  return open_stream(sample_rate, options, network_->threads());
}

Stream Model::open_stream(int sample_rate, const StreamOptions& options,
                          std::size_t threads) const {
  validate(options);
  return Stream(std::make_unique<Stream::Impl>(network_, sample_rate, options, threads));
}

}  // namespace emovox
