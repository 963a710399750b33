// One recording → its emotion as a whole and, when asked, over time, in bounded memory.
#include "emovox/judgement.h"

#include <algorithm>
#include <utility>

#include "emovox/stream.h"
#include "model/judge.h"
#include "model/window_mean.h"

namespace emovox {

class Judge::Impl {
 public:
  Impl(const Model& model, const std::optional<StreamOptions>& windows) : model_(model) {
    held_.sample_rate = model.info().features.sample_rate;
    if (!windows) return;
    segmenter_ = model.open_stream(held_.sample_rate, *windows);
    segments_are_whole_ = windows->window == model::kLongAudioWindows.window &&
                          windows->hop == model::kLongAudioWindows.hop;
  }

  void push(std::span<const float> block) {
    if (segmenter_) {
      segmenter_->push(block);
      while (auto segment = segmenter_->poll()) segments_.push_back(std::move(*segment));
    }
    hear(block);
  }

  Judgement finish() {
    if (segmenter_) {
      while (auto rest = segmenter_->finish()) segments_.push_back(std::move(*rest));
    }
    if (!is_long()) return {model_.predict(held_), std::move(segments_)};
    if (long_) {
      while (const auto rest = long_->finish()) mean_.add(*rest);
    } else {
      for (const auto& segment : segments_) mean_.add(segment);
    }
    const double end = static_cast<double>(samples_) / held_.sample_rate;
    return {mean_.prediction(model_.info(), end), std::move(segments_)};
  }

 private:
  bool is_long() const noexcept {
    return static_cast<double>(samples_) / held_.sample_rate > kLongestUtterance;
  }

  void hear(std::span<const float> block) {
    samples_ += block.size();
    if (long_) return hear_in_windows(block);
    if (is_long() && segments_are_whole_) {
      held_.samples = {};
      return;
    }
    held_.samples.insert(held_.samples.end(), block.begin(), block.end());
    if (!is_long()) return;
    long_ = model_.open_stream(held_.sample_rate, model::kLongAudioWindows);
    hear_in_windows(held_.samples);
    held_.samples = {};
  }

  void hear_in_windows(std::span<const float> block) {
    long_->push(block);
    while (const auto window = long_->poll()) mean_.add(*window);
  }

  Model model_;
  Audio held_;                  // everything so far, until it is too long
  std::size_t samples_ = 0;     // heard so far
  std::optional<Stream> long_;  // the whole of a long recording, in windows side by side
  model::WindowMean mean_;      // of those
  std::optional<Stream> segmenter_;
  bool segments_are_whole_ = false;  // their windows are those of a long recording's whole
  std::vector<Prediction> segments_;
};

Judge::Judge(const Model& model, const std::optional<StreamOptions>& windows)
    : impl_(std::make_unique<Impl>(model, windows)) {}
Judge::Judge(Judge&&) noexcept = default;
Judge& Judge::operator=(Judge&&) noexcept = default;
Judge::~Judge() = default;

void Judge::push(std::span<const float> block) { impl_->push(block); }
Judgement Judge::finish() { return impl_->finish(); }

Judgement judge(const Model& model, AudioReader& reader,
                const std::optional<StreamOptions>& windows) {
  Judge judge(model, windows);
  std::vector<float> block(kJudgedBlock);
  while (const std::size_t count = reader.read(block)) judge.push({block.data(), count});
  return judge.finish();
}

void mark_uncertain(Judgement& judgement, double abstain_below) {
  const auto mark = [&](Prediction& prediction) {
    prediction.uncertain =
        prediction.state == PredictionState::ok && prediction.confidence < abstain_below;
  };
  mark(judgement.whole);
  std::ranges::for_each(judgement.segments, mark);
}

}  // namespace emovox
