// One recording → its emotion as a whole and, when asked, over time, in bounded memory.
#include "cli/judgement.h"

#include <algorithm>

namespace emovox::cli {

void MeanPrediction::add(const Prediction& window) {
  if (window.state != PredictionState::ok) return;
  sums_.resize(window.probabilities.size(), 0.0);
  for (std::size_t i = 0; i < sums_.size(); ++i) sums_[i] += window.probabilities[i];
  ++count_;
}

Prediction MeanPrediction::result(const std::vector<std::string>& labels, double end) const {
  Prediction whole;
  whole.end = end;
  if (count_ == 0) {
    whole.state = PredictionState::silent;
    return whole;
  }
  for (const double sum : sums_) {
    whole.probabilities.push_back(static_cast<float>(sum / static_cast<double>(count_)));
  }
  const auto best = std::max_element(whole.probabilities.begin(), whole.probabilities.end());
  whole.confidence = *best;
  whole.label = labels[static_cast<std::size_t>(best - whole.probabilities.begin())];
  return whole;
}

Judge::Judge(const Model& model, const StreamOptions& windows, bool segments)
    : model_(model), windows_(windows), segments_(segments) {
  held_.sample_rate = model.info().features.sample_rate;
  if (segments_) open_stream();
}

bool Judge::is_long() const noexcept {
  return static_cast<double>(samples_) > kLongestUtterance * held_.sample_rate;
}

void Judge::open_stream() { stream_ = model_.open_stream(held_.sample_rate, windows_); }

void Judge::take(const std::optional<Prediction>& window) {
  if (!window) return;
  mean_.add(*window);
  if (segments_) judgement_.segments.push_back(*window);
}

void Judge::drain() {
  while (const auto window = stream_->poll()) take(window);
}

void Judge::push(std::span<const float> block) {
  const bool was_long = is_long();
  samples_ += block.size();
  if (!was_long) held_.samples.insert(held_.samples.end(), block.begin(), block.end());
  if (is_long() && !stream_) {  // what was held is heard first
    open_stream();
    stream_->push(held_.samples);
  } else if (stream_) {
    stream_->push(block);
  }
  if (is_long()) held_.samples = {};
  if (stream_) drain();
}

Judgement Judge::finish() {
  if (stream_) {
    drain();
    take(stream_->finish());
  }
  const double end = static_cast<double>(samples_) / held_.sample_rate;
  judgement_.whole = is_long() ? mean_.result(model_.labels(), end) : model_.predict(held_);
  return std::move(judgement_);
}

Judgement judge(const Model& model, AudioReader& reader, const StreamOptions& windows,
                bool segments) {
  constexpr std::size_t kBlock = 1 << 15;  // samples, 2 s at 16 kHz
  Judge judge(model, windows, segments);
  std::vector<float> block(kBlock);
  while (const std::size_t count = reader.read(block)) judge.push({block.data(), count});
  return judge.finish();
}

}  // namespace emovox::cli
