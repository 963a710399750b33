// One recording → its emotion as a whole and, when asked, over time, in bounded memory.
#include "cli/judgement.h"

#include "model/judge.h"

namespace emovox::cli {

Judge::Judge(const Model& model, const std::optional<StreamOptions>& windows) : model_(model) {
  held_.sample_rate = model.info().features.sample_rate;
  if (!windows) return;
  segmenter_ = model.open_stream(held_.sample_rate, *windows);
  segments_are_whole_ = windows->window == model::kLongAudioWindows.window &&
                        windows->hop == model::kLongAudioWindows.hop;
}

bool Judge::is_long() const noexcept {
  return static_cast<double>(samples_) / held_.sample_rate > kLongestUtterance;
}

void Judge::push(std::span<const float> block) {
  if (segmenter_) {
    segmenter_->push(block);
    while (auto segment = segmenter_->poll()) segments_.push_back(std::move(*segment));
  }
  hear(block);
}

void Judge::hear(std::span<const float> block) {
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

void Judge::hear_in_windows(std::span<const float> block) {
  long_->push(block);
  while (const auto window = long_->poll()) mean_.add(*window);
}

Judgement Judge::finish() {
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

Judgement judge(const Model& model, AudioReader& reader,
                const std::optional<StreamOptions>& windows) {
  constexpr std::size_t kBlock = 1 << 17;  // samples, 8 s at 16 kHz: windows enough to go together
  Judge judge(model, windows);
  std::vector<float> block(kBlock);
  while (const std::size_t count = reader.read(block)) judge.push({block.data(), count});
  return judge.finish();
}

}  // namespace emovox::cli
