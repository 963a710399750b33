// The options that the front end accepts, and the names of its columns.
#include <algorithm>
#include <bit>
#include <string>

#include "emovox/error.h"
#include "emovox/features.h"
#include "features/frame_analyser.h"
#include "features/prosody.h"
#include "text/fields.h"
#include "text/number.h"

namespace emovox {
namespace {

void append_numbered(std::vector<std::string>& names, std::string_view stem, int count) {
  for (int i = 1; i <= count; ++i) names.push_back(std::string(stem) + std::to_string(i));
}

template <class Value>
void require(bool holds, std::string_view field, Value value, const std::string& must_be) {
  text::require_field(holds, "FeatureOptions", field, static_cast<double>(value), must_be);
}

bool even(int value) { return value % 2 == 0; }

// What one field demands of another; field lists hold the ranges of single fields.
void validate_relations(const FeatureOptions& o) {
  const double nyquist = o.sample_rate / 2.0;
  const std::string nyquist_text = "half the sample rate, " + text::plain_number(nyquist) + " Hz";
  require(std::has_single_bit(static_cast<unsigned>(o.fft_length)), "fft_length", o.fft_length,
          "a power of two");
  require(even(o.window_length) && o.window_length <= o.fft_length, "window_length",
          o.window_length, "even and at most fft_length = " + std::to_string(o.fft_length));
  require(o.mel_bands <= o.fft_length / 2 + 1, "mel_bands", o.mel_bands,
          "at most fft_length / 2 + 1 = " + std::to_string(o.fft_length / 2 + 1));
  require(o.mel_low < nyquist, "mel_low", o.mel_low, "below " + nyquist_text);
  require(o.mel_high > o.mel_low && o.mel_high <= nyquist, "mel_high", o.mel_high,
          "above mel_low and at most " + nyquist_text);
  require(o.mfcc_count <= o.mel_bands, "mfcc_count", o.mfcc_count,
          "at most mel_bands = " + std::to_string(o.mel_bands));
  require(!even(o.delta_width), "delta_width", o.delta_width, "odd");
  require(o.pitch_high > o.pitch_low, "pitch_high", o.pitch_high,
          "above pitch_low = " + text::plain_number(o.pitch_low));
}

}  // namespace

void validate(const FeatureOptions& options, std::span<const FeatureSet> sets) {
  text::validate_fields(options, "FeatureOptions");
  validate_relations(options);
  if (sets.empty()) {
    throw Error(ErrorCode::invalid_argument, "FeatureOptions.sets", "is empty",
                "must be one or more of " + name_list<FeatureSet>());
  }
  if (std::ranges::count(sets, FeatureSet::prosody) == 0) return;
  require(options.sample_rate >= 8.0 * options.pitch_high, "sample_rate", options.sample_rate,
          "at least 8 * pitch_high = " + text::plain_number(8.0 * options.pitch_high) +
              " Hz for prosody");
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
