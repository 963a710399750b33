// Samples in pieces → features. Frames are analysed as soon as the samples of a whole group of them
// are there; the end of the utterance settles the rest: zero padding → floor → MFCC → deltas, and
// the course of the pitch.
//
// Frame t covers the samples [t·hop - window/2, t·hop + window/2), zeros outside the signal, as
// librosa frames with center=True and pad_mode="constant".
#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <optional>
#include <utility>

#include "emovox/error.h"
#include "emovox/features.h"
#include "features/cepstra.h"
#include "features/decibel.h"
#include "features/frame_analyser.h"
#include "features/front_end.h"
#include "features/pitch_tracker.h"
#include "features/prosody.h"

namespace emovox {

using features::FrameAnalyser;
using features::FrontEnd;
using features::kGroupFrames;

namespace {

std::shared_ptr<const FrontEnd> checked_front_end(const FeatureOptions& options,
                                                  std::span<const FeatureSet> sets) {
  validate(options, sets);
  return FrontEnd::of(options);
}

/// Without a branch, so that compilers make vectors of it: one added to an exponent that is all
/// ones, infinity's or NaN's, carries into the highest bit.
bool all_finite(std::span<const float> samples) {
  constexpr std::uint32_t kExponent = 0x7F800000;
  constexpr std::uint32_t kOne = 0x00800000;
  std::uint32_t carried = 0;
  for (const float sample : samples) {
    carried |= (std::bit_cast<std::uint32_t>(sample) & kExponent) + kOne;
  }
  return carried >> 31 == 0;
}

/// Those asked for, and log_mel, from which MFCC are made, beside lld; in order.
std::vector<FeatureSet> computed(std::span<const FeatureSet> asked) {
  const auto among = [&](FeatureSet set) { return std::ranges::count(asked, set) > 0; };
  std::vector<FeatureSet> sets;
  for (const FeatureSet set : kFeatureSets) {
    if (among(set) || (set == FeatureSet::log_mel && among(FeatureSet::lld))) sets.push_back(set);
  }
  return sets;
}

void check_finite(std::span<const float> samples) {
  if (all_finite(samples)) return;
  const auto bad =
      std::ranges::find_if(samples, [](float sample) { return !std::isfinite(sample); });
  throw Error(ErrorCode::invalid_argument, "FeatureExtractor::push",
              "sample " + std::to_string(bad - samples.begin()) + " is " + std::to_string(*bad),
              "samples must be finite numbers");
}

/// At least doubles what it must enlarge, so that many small pieces cost no more than one.
void reserve_frames(FrameMatrix& matrix, std::size_t frames) {
  const std::size_t needed = frames * matrix.dims;
  const std::size_t room = matrix.values.capacity();
  if (needed > room) matrix.values.reserve(std::max(needed, 2 * room));
}

}  // namespace

class FeatureExtractor::Impl {
 public:
  Impl(const FeatureOptions& options, std::span<const FeatureSet> sets)
      : front_end_(checked_front_end(options, sets)),
        sets_(computed(sets)),
        analyser_(front_end_),
        window_(static_cast<std::size_t>(options.window_length)),
        hop_(static_cast<std::size_t>(options.hop_length)),
        group_((kGroupFrames - 1) * hop_ + window_) {
    if (sets_.back() == FeatureSet::prosody) pitch_tracker_.emplace(options);
    buffer_.reserve(2 * group_);  // samples that wait for their group, and a piece
    start();
  }

  void push(std::span<const float> samples) {
    check_finite(samples);
    const std::size_t frames = 1 + (pushed_ + samples.size()) / hop_;
    for (const FeatureSet set : sets_) reserve_frames(features_[set], frames);
    while (!samples.empty()) {  // in blocks, so that the buffer stays small
      const auto block = samples.first(std::min(samples.size(), kBlock));
      samples = samples.subspan(block.size());
      pushed_ += block.size();
      buffer_.insert(buffer_.end(), block.begin(), block.end());
      analyse_complete_groups();
      if (pitch_tracker_) pitch_tracker_->push(block);
    }
  }

  Features finish() {
    if (pushed_ > 0) {
      buffer_.insert(buffer_.end(), window_ / 2, 0.0F);
      analyse_complete_groups();
      analyse_last_frames();
      settle();
    }
    Features done = std::move(features_);
    start();
    return done;
  }

 private:
  static constexpr std::size_t kBlock = 16384;  // samples

  void start() {
    features_ = {};
    for (const FeatureSet set : sets_) {
      features_[set].dims = feature_dims(set, front_end_->options);
    }
    pushed_ = 0;
    next_ = 0;
    buffer_.assign(window_ / 2, 0.0F);
  }

  void analyse_complete_groups() {
    for (; next_ + group_ <= buffer_.size(); next_ += kGroupFrames * hop_) analyse(kGroupFrames);
    const std::size_t used = std::min(next_, buffer_.size());
    buffer_.erase(buffer_.begin(), buffer_.begin() + static_cast<std::ptrdiff_t>(used));
    next_ -= used;
  }

  /// Those that are left at the end, with zeros for what a whole group would have more.
  void analyse_last_frames() {
    if (next_ + window_ > buffer_.size()) return;
    const std::size_t count = 1 + (buffer_.size() - next_ - window_) / hop_;
    buffer_.resize(next_ + group_, 0.0F);
    analyse(count);
  }

  /// The next frames, at most kGroupFrames; the samples of so many are there.
  void analyse(std::size_t count) {
    features::FrameGroup group{.samples = buffer_.data() + next_, .hop = hop_, .count = count};
    const std::size_t t = features_.frames();
    for (std::size_t i = 0; i < count; ++i) group.inside[i] = inside(t + i);
    analyser_.take(group, features_);
  }

  /// Of frame t; window_ / 2 zeros were put before the signal's first sample.
  features::Inside inside(std::size_t t) const {
    const std::size_t begin = t * hop_;  // counted, as the end, with those zeros
    const std::size_t first = std::max(begin, window_ / 2);
    const std::size_t end = std::min(begin + window_, window_ / 2 + pushed_);
    return {first - begin, end - begin};
  }

  /// What needs the whole utterance.
  void settle() {
    features::floor_under_maximum(features_.log_mel.values, front_end_->options.top_db);
    if (features_.lld.dims > 0) {
      features::derive_cepstra(*front_end_, features_.log_mel, features_.lld);
    }
    if (!pitch_tracker_) return;
    features::derive_prosody(*front_end_, pitch_tracker_->finish(features_.frames()),
                             features_.prosody);
  }

  std::shared_ptr<const FrontEnd> front_end_;
  std::vector<FeatureSet> sets_;  // that are computed, in order
  std::optional<features::PitchTracker> pitch_tracker_;
  FrameAnalyser analyser_;
  std::size_t window_;         // samples
  std::size_t hop_;            // samples
  std::size_t group_;          // samples that kGroupFrames frames cover
  std::vector<float> buffer_;  // samples that frames still need
  std::size_t next_ = 0;       // where in the buffer the next frame begins, or past its end
  std::size_t pushed_ = 0;     // samples of this utterance
  Features features_;          // so far
};

FeatureExtractor::FeatureExtractor(const FeatureOptions& options, std::span<const FeatureSet> sets)
    : impl_(std::make_unique<Impl>(options, sets)) {}
FeatureExtractor::FeatureExtractor(FeatureExtractor&&) noexcept = default;
FeatureExtractor& FeatureExtractor::operator=(FeatureExtractor&&) noexcept = default;
FeatureExtractor::~FeatureExtractor() = default;

void FeatureExtractor::push(std::span<const float> samples) { impl_->push(samples); }
Features FeatureExtractor::finish() { return impl_->finish(); }

}  // namespace emovox
