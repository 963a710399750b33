#include "features/pitch_tracker.h"

#include <algorithm>
#include <cmath>

namespace emovox::features {
namespace {

// Limits samples so that sums of squares stay in the range of float: 300 dB above full scale.
constexpr float kLoudest = 1e15F;
// Window in periods of the lowest pitch: 58 ms for 60 Hz, as long as pYIN's usual window. With two
// periods, the track is noisier; with four, it smooths a vibrato.
constexpr double kWindow = 3.5;

constexpr double kLeastLag = 8.0;  // of the highest pitch, in decimated samples

std::size_t decimation(const FeatureOptions& options) {
  return static_cast<std::size_t>(options.sample_rate / (kLeastLag * options.pitch_high));
}

std::size_t size(double value) { return static_cast<std::size_t>(value); }

}  // namespace

PitchTracker::PitchTracker(const FeatureOptions& options)
    : hop_(static_cast<std::size_t>(options.hop_length)),
      low_pass_(decimation(options)),
      rate_(static_cast<double>(options.sample_rate) / static_cast<double>(low_pass_.factor())),
      least_lag_(size(rate_ / options.pitch_high)),
      longest_lag_(size(std::ceil(rate_ / options.pitch_low))),
      low_(options.pitch_low),
      high_(options.pitch_high),
      path_{static_cast<float>(std::log2(options.pitch_high)),
            static_cast<float>(options.hop_length) / static_cast<float>(options.sample_rate)},
      yin_({.window = size(kWindow * rate_ / options.pitch_low), .longest = longest_lag_ + 1}),
      differences_(longest_lag_ + 2),
      normalised_(longest_lag_ + 2) {
  start();
}

/// Puts the zeros before the first sample that the low pass and the first frames read.
void PitchTracker::start() {
  raw_.assign(low_pass_.reach(), 0.0F);
  decimated_.assign(yin_.before(), 0.0F);
  dropped_ = 0;
  frames_.clear();
}

void PitchTracker::push(std::span<const float> samples) {
  for (const float sample : samples) raw_.push_back(std::clamp(sample, -kLoudest, kLoudest));
  filter();
  analyse_complete_frames(static_cast<std::size_t>(-1));
}

void PitchTracker::filter() {
  if (raw_.size() < low_pass_.length()) return;
  const std::size_t factor = low_pass_.factor();
  const std::size_t count = 1 + (raw_.size() - low_pass_.length()) / factor;
  decimated_.resize(decimated_.size() + count);
  low_pass_.apply(raw_.data(), count, decimated_.data() + decimated_.size() - count);
  raw_.erase(raw_.begin(), raw_.begin() + static_cast<std::ptrdiff_t>(count * factor));
}

/// Frame t is centred on the decimated sample nearest to sample t * hop.
void PitchTracker::analyse_complete_frames(std::size_t limit) {
  const std::size_t factor = low_pass_.factor();
  std::size_t used = 0;
  while (frames_.size() < limit) {
    const std::size_t begin = (frames_.size() * hop_ + factor / 2) / factor - dropped_;
    used = std::min(begin, decimated_.size());
    if (begin + yin_.length() > decimated_.size()) break;
    frames_.push_back(analyse(decimated_.data() + begin));
  }
  decimated_.erase(decimated_.begin(), decimated_.begin() + static_cast<std::ptrdiff_t>(used));
  dropped_ += used;
}

std::vector<Pitch> PitchTracker::finish(std::size_t frames) {
  const std::size_t missing = low_pass_.factor() * (yin_.length() + 1) + low_pass_.length();
  raw_.insert(raw_.end(), missing, 0.0F);
  filter();
  analyse_complete_frames(frames);
  frames_.resize(frames);
  std::vector<Pitch> path = find_pitch_path(frames_, path_);
  start();
  return path;
}

PitchFrame PitchTracker::analyse(const float* samples) {
  yin_.apply(samples, differences_, normalised_);
  PitchFrame frame;
  for (std::size_t lag = 1; lag <= longest_lag_; ++lag) frame.loudness += differences_[lag];
  frame.best = *std::min_element(normalised_.begin() + static_cast<std::ptrdiff_t>(least_lag_),
                                 normalised_.end() - 1);
  add_candidates(frame);
  return frame;
}

/// Adds the local minima of d' with the least cost.
void PitchTracker::add_candidates(PitchFrame& frame) const {
  for (std::size_t lag = least_lag_; lag <= longest_lag_; ++lag) {
    const float here = normalised_[lag];
    if (here >= normalised_[lag - 1] || here > normalised_[lag + 1]) continue;
    const PitchCandidate candidate = refine(lag);
    if (frame.count < PitchFrame::kMost) {
      frame.candidates[frame.count++] = candidate;
      continue;
    }
    PitchCandidate& worst = *std::ranges::max_element(frame.candidates, {}, own_cost);
    if (own_cost(candidate) < own_cost(worst)) worst = candidate;
  }
}

/// The minimum of the parabola through d at three lags. d' is scaled like d.
PitchCandidate PitchTracker::refine(std::size_t lag) const {
  const double before = differences_[lag - 1], here = differences_[lag];
  const double after = differences_[lag + 1];
  const double bend = before - 2.0 * here + after;
  const double offset = bend > 0.0 ? std::clamp(0.5 * (before - after) / bend, -1.0, 1.0) : 0.0;
  const double bottom = std::max(0.0, here - 0.25 * (before - after) * offset);
  const double share = here > 0.0 ? bottom / here : 0.0;
  const double hz = std::clamp(rate_ / (static_cast<double>(lag) + offset), low_, high_);
  return {static_cast<float>(std::log2(hz)), static_cast<float>(normalised_[lag] * share)};
}

}  // namespace emovox::features
