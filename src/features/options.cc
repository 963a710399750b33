// The options that the front end accepts, and the names of its columns.
#include <algorithm>
#include <bit>
#include <cmath>
#include <sstream>

#include "emovox/error.h"
#include "emovox/features.h"
#include "features/frame_analyser.h"
#include "features/prosody.h"

namespace emovox {
namespace {

// The upper limits bound the tables that a hostile model file can ask for.
constexpr int kMostSampleRate = 768000;   // Hz
constexpr int kMostFftLength = 65536;     // samples
constexpr int kMostHopLength = 1 << 20;   // samples
constexpr int kMostDeltaWidth = 999;      // frames
constexpr double kLowestPitch = 20.0;     // Hz
constexpr double kHighestPitch = 2000.0;  // Hz

template <class Value>
void require(bool holds, std::string_view field, Value value, std::string_view must_be) {
  if (holds) return;
  std::ostringstream was;
  was << "was " << value;
  throw Error(ErrorCode::invalid_argument, "FeatureOptions." + std::string(field), was.str(),
              "must be " + std::string(must_be));
}

std::string upto(std::string_view text, int limit) {
  return std::string(text) + std::to_string(limit);
}

void append_numbered(std::vector<std::string>& names, std::string_view stem, int count) {
  for (int i = 1; i <= count; ++i) names.push_back(std::string(stem) + std::to_string(i));
}

bool even(int value) { return value % 2 == 0; }

void validate_frames(const FeatureOptions& o) {
  require(o.sample_rate >= 1 && o.sample_rate <= kMostSampleRate, "sample_rate", o.sample_rate,
          upto("from 1 to ", kMostSampleRate));
  require(o.fft_length >= 4 && o.fft_length <= kMostFftLength &&
              std::has_single_bit(static_cast<unsigned>(o.fft_length)),
          "fft_length", o.fft_length, upto("a power of two from 4 to ", kMostFftLength));
  require(o.window_length >= 2 && o.window_length <= o.fft_length && even(o.window_length),
          "window_length", o.window_length, upto("even, from 2 to fft_length = ", o.fft_length));
  require(o.hop_length >= 1 && o.hop_length <= kMostHopLength, "hop_length", o.hop_length,
          upto("from 1 to ", kMostHopLength));
}

void validate_features(const FeatureOptions& o) {
  const double nyquist = o.sample_rate / 2.0;
  require(o.mel_bands >= 1 && o.mel_bands <= o.fft_length / 2 + 1, "mel_bands", o.mel_bands,
          upto("from 1 to fft_length / 2 + 1 = ", o.fft_length / 2 + 1));
  require(o.mel_low >= 0.0 && o.mel_low < nyquist, "mel_low", o.mel_low,
          "at least 0 and under half the sample rate");
  require(o.mel_high > o.mel_low && o.mel_high <= nyquist, "mel_high", o.mel_high,
          "above mel_low and at most half the sample rate");
  require(o.top_db >= 0.0 && std::isfinite(o.top_db), "top_db", o.top_db, "finite and at least 0");
  require(o.mfcc_count >= 1 && o.mfcc_count <= o.mel_bands, "mfcc_count", o.mfcc_count,
          upto("from 1 to mel_bands = ", o.mel_bands));
  require(o.delta_width >= 3 && o.delta_width <= kMostDeltaWidth && !even(o.delta_width),
          "delta_width", o.delta_width, upto("odd, from 3 to ", kMostDeltaWidth));
  require(o.rolloff > 0.0 && o.rolloff < 1.0, "rolloff", o.rolloff, "above 0 and under 1");
  require(o.pitch_low >= kLowestPitch && o.pitch_low < kHighestPitch, "pitch_low", o.pitch_low,
          "at least 20 and under 2000 Hz");
  require(o.pitch_high > o.pitch_low && o.pitch_high <= kHighestPitch, "pitch_high", o.pitch_high,
          "above pitch_low and at most 2000 Hz");
}

void validate_prosody(const FeatureOptions& o) {
  require(o.sample_rate >= 8.0 * o.pitch_high, "sample_rate", o.sample_rate,
          "at least 8 * pitch_high for prosody");
}

}  // namespace

void validate(const FeatureOptions& options, std::span<const FeatureSet> sets) {
  validate_frames(options);
  validate_features(options);
  require(!sets.empty(), "sets", "none", "one or more of " + name_list<FeatureSet>());
  if (std::ranges::count(sets, FeatureSet::prosody) > 0) validate_prosody(options);
}

std::size_t feature_dims(FeatureSet set, const FeatureOptions& options) {
  switch (set) {
    case FeatureSet::log_mel: return static_cast<std::size_t>(options.mel_bands);
    case FeatureSet::prosody: return features::kProsodyDims;
    case FeatureSet::lld: break;
  }
  return 3 * static_cast<std::size_t>(options.mfcc_count) + features::kStatistics;
}

std::vector<std::string> feature_names(FeatureSet set, const FeatureOptions& options) {
  std::vector<std::string> names;
  switch (set) {
    case FeatureSet::log_mel: append_numbered(names, "log_mel_", options.mel_bands); return names;
    case FeatureSet::prosody: return {"pitch", "pitch_delta", "voicing", "energy", "energy_delta"};
    case FeatureSet::lld: break;
  }
  for (std::string_view stem : {"mfcc_", "mfcc_delta_", "mfcc_delta2_"}) {
    append_numbered(names, stem, options.mfcc_count);
  }
  for (auto name : {"zcr", "rms", "centroid", "bandwidth", "flatness", "rolloff"}) {
    names.emplace_back(name);
  }
  return names;
}

}  // namespace emovox
