// Computes features from samples in pieces. Frames are analysed as soon as their samples are
// complete. At the end of the utterance follow the values that depend on all of it: zero padding →
// floor → MFCC → deltas, and the pitch track.
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
#include "features/frame_analyser.h"
#include "features/front_end.h"
#include "features/log_mel.h"
#include "features/pitch_tracker.h"
#include "features/prosody.h"

namespace emovox {

using features::FrameAnalyser;
using features::FrontEnd;
using features::kGroupFrames;

namespace {

/// Without a branch, so that compilers use vectors: adding one to the exponent of infinity or NaN,
/// whose bits are all ones, carries into the highest bit.
bool all_finite(std::span<const float> samples) {
  constexpr std::uint32_t kExponent = 0x7F800000;
  constexpr std::uint32_t kOne = 0x00800000;
  std::uint32_t carried = 0;
  for (const float sample : samples) {
    carried |= (std::bit_cast<std::uint32_t>(sample) & kExponent) + kOne;
  }
  return carried >> 31 == 0;
}

/// The requested sets, in order, and log_mel where lld is requested, because lld is derived from
/// it.
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

/// At least doubles the capacity of a matrix that is too small, so that many small pieces cost no
/// more than one.
void reserve_frames(FrameMatrix& matrix, std::size_t frames) {
  const std::size_t needed = frames * matrix.dims;
  const std::size_t room = matrix.values.capacity();
  if (needed > room) matrix.values.reserve(std::max(needed, 2 * room));
}

struct Columns {
  std::size_t first = 0;
  std::size_t count = 0;
};

/// Columns of the frames from `first` on; a matrix without columns has no frames.
FrameMatrix part_of(const FrameMatrix& matrix, std::size_t first, Columns columns) {
  if (matrix.dims == 0) return {};
  FrameMatrix part{{}, matrix.frames - first, columns.count};
  part.values.reserve(part.frames * part.dims);
  for (std::size_t t = first; t < matrix.frames; ++t) {
    const auto values = matrix.frame(t).subspan(columns.first, columns.count);
    part.values.insert(part.values.end(), values.begin(), values.end());
  }
  return part;
}

}  // namespace

class FeatureExtractor::Impl {
 public:
  Impl(std::shared_ptr<const FrontEnd> front_end, std::span<const FeatureSet> sets)
      : front_end_(std::move(front_end)),
        sets_(computed(sets)),
        analyser_(front_end_),
        window_(static_cast<std::size_t>(front_end_->options.window_length)),
        hop_(static_cast<std::size_t>(front_end_->options.hop_length)),
        group_((kGroupFrames - 1) * hop_ + window_) {
    if (sets_.back() == FeatureSet::prosody) pitch_tracker_.emplace(front_end_->options);
    buffer_.reserve(2 * group_);  // the samples of an incomplete group, and a piece
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

  LiveFrames poll() {
    analyse_complete_frames();
    LiveFrames frames;
    frames.first = polled_;
    const FrameMatrix &lld = features_.lld, &prosody = features_.prosody;
    frames.log_mel = part_of(features_.log_mel, polled_, {0, features_.log_mel.dims});
    frames.statistics =
        part_of(lld, polled_, {lld.dims - features::kStatistics, features::kStatistics});
    frames.energy = part_of(prosody, polled_, {column_of(features::Prosody::energy), 1});
    polled_ = features_.frames();
    return frames;
  }

  Features finish() {
    if (pushed_ > 0) {
      buffer_.insert(buffer_.end(), window_ / 2, 0.0F);
      analyse_complete_groups();
      analyse_complete_frames();
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
    polled_ = 0;
    buffer_.assign(window_ / 2, 0.0F);
  }

  void analyse_complete_groups() {
    for (; next_ + group_ <= buffer_.size(); next_ += kGroupFrames * hop_) analyse(kGroupFrames);
    drop_used_samples();
  }

  /// Analyses the complete frames of an incomplete group, with zeros for the other frames.
  void analyse_complete_frames() {
    if (next_ + window_ > buffer_.size()) return;
    const std::size_t size = buffer_.size(), count = 1 + (size - next_ - window_) / hop_;
    buffer_.resize(next_ + group_, 0.0F);
    analyse(count);
    buffer_.resize(size);
    next_ += count * hop_;
    drop_used_samples();
  }

  void drop_used_samples() {
    const std::size_t used = std::min(next_, buffer_.size());
    buffer_.erase(buffer_.begin(), buffer_.begin() + static_cast<std::ptrdiff_t>(used));
    next_ -= used;
  }

  /// Appends the next `count` frames, at most kGroupFrames. The buffer holds a whole group.
  void analyse(std::size_t count) {
    features::FrameGroup group{.samples = buffer_.data() + next_, .hop = hop_, .count = count};
    const std::size_t t = features_.frames();
    for (std::size_t i = 0; i < count; ++i) group.inside[i] = inside(t + i);
    analyser_.append(group, features_);
  }

  /// The part of frame t that lies inside the signal; window_ / 2 zeros precede the signal.
  features::Inside inside(std::size_t t) const {
    const std::size_t begin = t * hop_;  // counted, as the end, with those zeros
    const std::size_t first = std::max(begin, window_ / 2);
    const std::size_t end = std::min(begin + window_, window_ / 2 + pushed_);
    return {first - begin, end - begin};
  }

  /// Computes what depends on the whole utterance.
  void settle() {
    features::floor_under_maximum(features_.log_mel.values, front_end_->options.top_db);
    if (features_.lld.dims > 0) front_end_->derive_cepstra(features_.log_mel, features_.lld);
    if (!pitch_tracker_) return;
    features::derive_prosody(*front_end_, pitch_tracker_->finish(features_.frames()),
                             features_.prosody);
  }

  std::shared_ptr<const FrontEnd> front_end_;
  std::vector<FeatureSet> sets_;  // the sets that are computed, in order
  std::optional<features::PitchTracker> pitch_tracker_;
  FrameAnalyser analyser_;
  std::size_t window_;         // samples
  std::size_t hop_;            // samples
  std::size_t group_;          // samples that kGroupFrames frames cover
  std::vector<float> buffer_;  // samples that frames still need
  std::size_t next_ = 0;       // where in the buffer the next frame begins, or past its end
  std::size_t pushed_ = 0;     // samples of this utterance
  std::size_t polled_ = 0;     // frames that poll() has returned
  Features features_;          // frames analysed so far, without what depends on the utterance
};

FeatureExtractor::FeatureExtractor(const FeatureTables& tables, std::span<const FeatureSet> sets) {
  validate(tables.options(), sets);
  impl_ = std::make_unique<Impl>(tables.front_end(), sets);
}
FeatureExtractor::FeatureExtractor(const FeatureOptions& options, std::span<const FeatureSet> sets)
    : FeatureExtractor(FeatureTables(options), sets) {}
FeatureExtractor::FeatureExtractor(FeatureExtractor&&) noexcept = default;
FeatureExtractor& FeatureExtractor::operator=(FeatureExtractor&&) noexcept = default;
FeatureExtractor::~FeatureExtractor() = default;

void FeatureExtractor::push(std::span<const float> samples) { impl_->push(samples); }
LiveFrames FeatureExtractor::poll() { return impl_->poll(); }
Features FeatureExtractor::finish() { return impl_->finish(); }

Features extract_features(const Audio& audio, const FeatureTables& tables,
                          std::span<const FeatureSet> sets) {
  if (audio.sample_rate <= 0) {
    throw Error(ErrorCode::invalid_argument, "extract_features",
                "sample rate of " + std::to_string(audio.sample_rate) + " Hz",
                "must be above 0 Hz");
  }
  FeatureExtractor extractor(tables, sets);
  const int sample_rate = tables.options().sample_rate;
  if (audio.sample_rate == sample_rate) {
    extractor.push(audio.samples);
  } else {
    extractor.push(resample(audio, sample_rate).samples);
  }
  return extractor.finish();
}

Features extract_features(const Audio& audio, const FeatureOptions& options,
                          std::span<const FeatureSet> sets) {
  return extract_features(audio, FeatureTables(options), sets);
}

}  // namespace emovox
