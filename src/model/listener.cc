// Listener: pieces → resampler → a buffer at the model's rate → frames → utterances → segments,
// which wait for their predictions until poll() or predict_due().
#include "emovox/listener.h"

#include <algorithm>
#include <deque>
#include <vector>

#include "audio/resampler.h"
#include "emovox/error.h"
#include "model/network.h"
#include "model/predict_batch.h"
#include "vad/band_levels.h"
#include "vad/detector.h"

namespace emovox {
namespace {

using model::Segment;

ListenOptions checked(const ListenOptions& options) {
  validate(options);
  return options;
}

}  // namespace

/// A position is a number of samples at the model's rate, counted from the start of the voice.
class Listener::Impl {
 public:
  Impl(std::shared_ptr<const Network> network, int sample_rate, const ListenOptions& options)
      : network_(std::move(network)),
        sample_rate_(sample_rate),
        options_(checked(options)),
        resampler_(sample_rate, model_rate()),
        levels_(network_->vad_tables()),
        detector_(options_) {}

  void push(std::span<const float> samples) {
    if (ended_) {
      throw Error(ErrorCode::invalid_argument, "listener", "has ended", "must be reset first");
    }
    model::require_finite(samples);
    const std::size_t second = static_cast<std::size_t>(sample_rate_);
    for (; !samples.empty(); samples = samples.subspan(std::min(second, samples.size()))) {
      resampler_.push(samples.first(std::min(second, samples.size())), buffer_);
      detect();
    }
  }

  void end() {
    if (ended_) return;
    resampler_.finish(buffer_);
    detect();
    if (finder().in_utterance()) close(std::min(reach(), arrived()));
    ended_ = true;
  }

  std::optional<VoiceEvent> poll() {
    if (ready_.empty() && due_ > 0) predict_own();
    if (ready_.empty()) return std::nullopt;
    VoiceEvent event = std::move(ready_.front());
    ready_.pop_front();
    return event;
  }

  void reset() { *this = Impl(network_, sample_rate_, options_); }

  std::size_t due() const noexcept { return due_; }
  double due_seconds() const noexcept { return static_cast<double>(due_samples_) / model_rate(); }

  /// Appends the segments that wait for a prediction. Call release() once all are predicted.
  void collect(std::vector<Segment>& segments) {
    for (Pending& one : pending_) {
      if (!one.waits) continue;
      segments.push_back({network_.get(),
                          std::span(buffer_).subspan(one.begin - dropped_, one.end - one.begin),
                          &one.event.prediction});
    }
  }

  void release() {
    for (Pending& one : pending_) {
      if (one.waits) {
        one.event.prediction.start = one.event.start;
        one.event.prediction.end = one.event.end;
      }
      ready_.push_back(std::move(one.event));
    }
    pending_.clear();
    due_ = due_samples_ = 0;
    drop();
  }

 private:
  struct Pending {
    VoiceEvent event;
    std::size_t begin = 0;  // position
    std::size_t end = 0;    // position
    bool waits = false;     // whether it waits for its prediction; an utterance_start needs none
  };

  int model_rate() const { return network_->info().features.sample_rate; }
  std::size_t samples(double seconds) const { return model::to_samples(seconds, model_rate()); }
  std::size_t arrived() const { return dropped_ + buffer_.size(); }
  const vad::UtteranceFinder& finder() const { return detector_.finder(); }

  void predict_own() {
    std::vector<Segment> segments;
    collect(segments);
    model::predict_in_batches(segments, 1);
    release();
  }

  /// Analyses the new samples frame by frame. Windows that end before a frame ends are added before
  /// the frame is, so that the events do not depend on the sizes of the pieces.
  void detect() {
    frames_.clear();
    levels_.push(std::span(buffer_).subspan(analysed_ - dropped_), frames_);
    analysed_ = arrived();
    for (const vad::Levels& levels : frames_) {
      const std::size_t end = frame_ * levels_.hop() + levels_.window();
      add_windows_before(end);
      take(detector_.take(levels), end);
      ++frame_;
    }
    add_windows_before(arrived() + 1);
    constexpr std::size_t kMostDue =
        64;  // limits the samples that are held when poll() is not called
    if (due_ >= kMostDue) predict_own();
    drop();
  }

  void take(vad::Change change, std::size_t frame_end) {
    if (change == vad::Change::began) open(frame_end);
    // The hangover counts whole frames, so lead_out may reach past the frame that ends it.
    if (change == vad::Change::ended) close(std::min(reach(), frame_end));
    if (finder().in_utterance() && frame_end >= begin_ + samples(options_.longest)) {
      close(reach());
      detector_.finder().cut();
    }
  }

  /// The position where the utterance ends at the latest unless more voice follows.
  std::size_t reach() const {
    const std::size_t voice_end = finder().last_voice() * levels_.hop() + levels_.window();
    return std::min(voice_end + samples(options_.lead_out), begin_ + samples(options_.longest));
  }

  /// The position where an utterance begins whose first frame with voice is `first_voice`: lead_in
  /// before it, but not before the end of the previous utterance.
  std::size_t begin_of(std::size_t first_voice) const {
    const std::size_t voice_begin = first_voice * levels_.hop();
    return std::max(closed_, voice_begin - std::min(voice_begin, samples(options_.lead_in)));
  }

  void open(std::size_t now) {
    begin_ = begin_of(finder().first_voice());
    ++utterance_;
    add(VoiceEventKind::utterance_start, begin_, begin_);
    next_window_ = begin_ + samples(options_.first);
    while (next_window_ < now) next_window_ += hop();
  }

  void close(std::size_t end) {
    add(VoiceEventKind::utterance_end, begin_, end);
    closed_ = end;
  }

  std::size_t hop() const { return std::max<std::size_t>(1, samples(options_.hop)); }

  void add_windows_before(std::size_t position) {
    if (!finder().in_utterance()) return;
    for (; next_window_ < position; next_window_ += hop()) {
      if (next_window_ > reach()) continue;  // in a pause
      const std::size_t length = std::min(next_window_ - begin_, samples(options_.window));
      add(VoiceEventKind::emotion, next_window_ - length, next_window_);
    }
  }

  void add(VoiceEventKind kind, std::size_t begin, std::size_t end) {
    const bool waits = kind != VoiceEventKind::utterance_start;
    const auto seconds = [&](std::size_t position) {
      return static_cast<double>(position) / model_rate();
    };
    VoiceEvent event{.kind = kind,
                     .utterance = utterance_,
                     .start = seconds(begin),
                     .end = seconds(end),
                     .prediction = {}};
    if (!waits && due_ == 0) return ready_.push_back(std::move(event));
    pending_.push_back({std::move(event), begin, end, waits});
    due_ += waits ? 1 : 0;
    due_samples_ += end - begin;
  }

  /// The first position whose sample an open or later utterance, or a waiting segment, can contain.
  std::size_t needed() const {
    std::size_t first = finder().in_utterance()   ? begin_
                        : finder().in_candidate() ? begin_of(finder().first_voice())
                                                  : begin_of(frame_);
    for (const Pending& one : pending_) {
      if (one.waits) first = std::min(first, one.begin);
    }
    return std::min(first, analysed_);
  }

  /// Removes samples that are no longer needed, once they are half of the buffer, so that each
  /// sample is moved a bounded number of times.
  void drop() {
    const std::size_t spare = needed() - std::min(needed(), dropped_);
    if (spare < buffer_.size() / 2 || spare < levels_.window()) return;
    buffer_.erase(buffer_.begin(), buffer_.begin() + static_cast<std::ptrdiff_t>(spare));
    dropped_ += spare;
  }

  std::shared_ptr<const Network> network_;
  int sample_rate_;  // Hz of what is pushed
  ListenOptions options_;
  audio::Resampler resampler_;
  vad::BandLevels levels_;
  vad::Detector detector_;
  std::vector<vad::Levels> frames_;  // of one call of detect()
  std::vector<float> buffer_;        // the samples from dropped_ on
  std::size_t dropped_ = 0;          // position of the buffer's first sample
  std::size_t analysed_ = 0;         // position up to which levels_ has the samples
  std::size_t frame_ = 0;            // number of the next frame, from 0
  std::size_t utterance_ = 0;        // number of the last utterance, from 1
  std::size_t begin_ = 0;            // position where the open utterance begins
  std::size_t closed_ = 0;           // position where the last utterance ended
  std::size_t next_window_ = 0;      // position where the next window ends
  std::deque<VoiceEvent> ready_;     // complete, not yet returned by poll
  std::vector<Pending> pending_;     // events after those in ready_, in order
  std::size_t due_ = 0;              // events in pending_ that wait for a prediction
  std::size_t due_samples_ = 0;      // samples of these
  bool ended_ = false;
};

Listener::Listener(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Listener::Listener(Listener&&) noexcept = default;
Listener& Listener::operator=(Listener&&) noexcept = default;
Listener::~Listener() = default;

void Listener::push(std::span<const float> samples) { impl_->push(samples); }
std::optional<VoiceEvent> Listener::poll() { return impl_->poll(); }
void Listener::end() { impl_->end(); }
void Listener::reset() { impl_->reset(); }
std::size_t Listener::due() const noexcept { return impl_->due(); }
double Listener::due_seconds() const noexcept { return impl_->due_seconds(); }

std::optional<VoiceEvent> Listener::finish() {
  end();
  return poll();
}

void predict_due(std::span<Listener* const> listeners, std::size_t threads) {
  std::vector<Segment> segments;
  for (Listener* listener : listeners) listener->impl_->collect(segments);
  std::size_t most = std::max<std::size_t>(1, threads);
  for (const Segment& segment : segments) {
    if (threads == 0) most = std::max(most, segment.network->threads());
  }
  model::predict_in_batches(std::move(segments), most);
  for (Listener* listener : listeners) listener->impl_->release();
}

Listener Model::open_listener(int sample_rate, const ListenOptions& options) const {
  return Listener(std::make_unique<Listener::Impl>(network_, sample_rate, options));
}

Listener Model::open_listener(int sample_rate) const { return open_listener(sample_rate, {}); }

}  // namespace emovox
