// Frame-level features: the log-mel spectrum (64), the low-level descriptors (45) and the prosody
// (5) of one voice.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "emovox/audio.h"
#include "emovox/export.h"
#include "emovox/fields.h"

namespace emovox {

/// A frame-level feature set. A model has one BiLSTM for each feature set that it uses.
enum class FeatureSet { log_mel, lld, prosody };

template <>
struct EnumNames<FeatureSet> {
  static constexpr std::array<std::string_view, 3> names{"log_mel", "lld", "prosody"};
};

inline constexpr std::array kFeatureSets{FeatureSet::log_mel, FeatureSet::lld, FeatureSet::prosody};
/// The feature sets of the paper, and the default.
inline constexpr std::array kPaperSets{FeatureSet::log_mel, FeatureSet::lld};

/// Options of the front end. Defaults are those of the paper, or librosa's where the paper gives
/// none.
struct FeatureOptions {
  int sample_rate = 16000;    // Hz; other rates are resampled
  int window_length = 400;    // samples of the Hamming window (25 ms)
  int hop_length = 160;       // samples from one frame to the next (10 ms)
  int fft_length = 512;       // samples; frames are centred and zero-padded by half of it
  int mel_bands = 64;         // Slaney mel filters
  double mel_low = 0.0;       // Hz, lower edge of the first filter
  double mel_high = 8000.0;   // Hz, upper edge of the last filter
  double top_db = 80.0;       // dB below the utterance's maximum, floor of log-mel and energy
  int mfcc_count = 13;        // cepstral coefficients with the 0th
  int delta_width = 9;        // frames of the Savitzky-Golay window of deltas; odd
  double rolloff = 0.85;      // share of the spectrum's magnitude below the roll-off frequency
  double pitch_low = 60.0;    // Hz, lowest pitch of a voice
  double pitch_high = 500.0;  // Hz, highest pitch of a voice

  bool operator==(const FeatureOptions&) const = default;

  template <class Self, class Visitor>
  static void visit_fields(Self& self, Visitor&& visit) {
    visit("sample_rate", self.sample_rate,
          {"Sample rate in Hz; recordings with another rate are resampled",
           Range::from(1).to(192000), "Hz"});
    visit("window_length", self.window_length,
          {"Samples of the Hamming window; even and at most fft_length", Range::from(2).to(16384),
           "samples"});
    visit("hop_length", self.hop_length,
          {"Samples from one frame to the next", Range::from(1).to(16384), "samples"});
    visit("fft_length", self.fft_length,
          {"Samples of the Fourier transform, a power of two; frames are centred, and the signal "
           "is padded with half as many zeros",
           Range::from(4).to(16384), "samples"});
    visit("mel_bands", self.mel_bands,
          {"Number of mel filters (Slaney's scale)", Range::from(1).to(1024), "bands"});
    visit("mel_low", self.mel_low,
          {"Lower edge of the first mel filter, in Hz", Range::from(0.0).below(96000.0), "Hz"});
    visit("mel_high", self.mel_high,
          {"Upper edge of the last mel filter, in Hz", Range::above(0.0).to(96000.0), "Hz"});
    visit("top_db", self.top_db,
          {"Floor of log-mel and energy, in dB below the utterance's maximum", Range::from(0.0),
           "dB"});
    visit("mfcc_count", self.mfcc_count,
          {"Number of cepstral coefficients (MFCC) with the 0th, at most mel_bands",
           Range::from(1).to(1024)});
    visit("delta_width", self.delta_width,
          {"Frames of the window from which deltas are computed; odd", Range::from(3).to(999),
           "frames"});
    visit("rolloff", self.rolloff,
          {"Share of the spectrum's magnitude that lies below the roll-off frequency",
           Range::above(0.0).below(1.0)});
    visit("pitch_low", self.pitch_low,
          {"Lowest pitch of a voice, in Hz", Range::from(20.0).below(2000.0), "Hz"});
    visit("pitch_high", self.pitch_high,
          {"Highest pitch of a voice, in Hz", Range::above(20.0).to(2000.0), "Hz"});
  }
};

/// Throws invalid_argument naming the first field that is out of range for these
/// sets: prosody needs a sample rate of at least 8 * pitch_high.
EMOVOX_EXPORT void validate(const FeatureOptions& options,
                            std::span<const FeatureSet> sets = kPaperSets);

/// A [frames, dims] matrix of float32, row by row.
struct FrameMatrix {
  std::vector<float> values;  // [frames, dims]
  std::size_t frames = 0;
  std::size_t dims = 0;

  std::span<const float> frame(std::size_t t) const { return {values.data() + t * dims, dims}; }
  std::span<float> frame(std::size_t t) { return {values.data() + t * dims, dims}; }
};

/// The feature sets of one utterance, frame by frame: frame t is centred on sample t * hop_length.
/// Sets that were not requested have 0 frames and 0 dimensions; all others have the same number of
/// frames.
struct Features {
  FrameMatrix log_mel;  // [T, mel_bands], dB
  FrameMatrix lld;      // [T, 3 * mfcc_count + 6]
  FrameMatrix prosody;  // [T, 5]: pitch in semitones above 55 Hz, its slope, voicing from 0 to 1,
                        // energy in dB, its slope

  std::size_t frames() const noexcept {
    return std::max({log_mel.frames, lld.frames, prosody.frames});
  }
  FrameMatrix& operator[](FeatureSet set) {
    return this->*kMatrices[static_cast<std::size_t>(set)];
  }
  const FrameMatrix& operator[](FeatureSet set) const {
    return this->*kMatrices[static_cast<std::size_t>(set)];
  }

 private:
  static constexpr FrameMatrix Features::*kMatrices[] = {&Features::log_mel, &Features::lld,
                                                         &Features::prosody};
};

/// Number of dimensions of a set: by default 64 (log_mel), 45 (lld) and 5 (prosody).
EMOVOX_EXPORT std::size_t feature_dims(FeatureSet set, const FeatureOptions& options = {});

/// Names of a set's dimensions in order: "log_mel_1"…; "mfcc_1"…, "mfcc_delta_1"…,
/// "mfcc_delta2_1"…, "zcr", "rms", "centroid", "bandwidth", "flatness", "rolloff";
/// "pitch", "pitch_delta", "voicing", "energy", "energy_delta".
EMOVOX_EXPORT std::vector<std::string> feature_names(FeatureSet set,
                                                     const FeatureOptions& options = {});

namespace features {
struct FrontEnd;
}

/// The tables of a front end (window, Fourier transform, mel filters, cosine transform), about 30
/// kB by default. Many extractors can share them. Immutable, cheap to copy, safe from
/// many threads.
class EMOVOX_EXPORT FeatureTables {
 public:
  /// Throws invalid_argument as validate().
  explicit FeatureTables(const FeatureOptions& options);

  const FeatureOptions& options() const noexcept;

  /// For internal use by this library.
  const std::shared_ptr<const features::FrontEnd>& front_end() const noexcept { return front_end_; }

 private:
  std::shared_ptr<const features::FrontEnd> front_end_;
};

/// Frames that FeatureExtractor::poll() returns: the values that depend on the samples of the
/// frame alone. They are final, except that finish() raises log_mel and energy to the floor, top_db
/// below the maximum of the utterance. Matrices of sets that were not requested have no frames.
struct LiveFrames {
  std::size_t first = 0;  // number of the first frame, counted from 0
  FrameMatrix log_mel;    // [T, mel_bands], dB; for the sets log_mel and lld
  FrameMatrix
      statistics;      // [T, 6]: zcr, rms, centroid, bandwidth, flatness, rolloff; for the set lld
  FrameMatrix energy;  // [T, 1], dB; for the set prosody

  std::size_t frames() const noexcept { return std::max(log_mel.frames, energy.frames); }
};

/// Computes features from samples that arrive in pieces. Whatever the sizes of the pieces, finish()
/// gives the same numbers as extract_features for the whole signal. Not safe for use by two threads
/// at once.
class EMOVOX_EXPORT FeatureExtractor {
 public:
  /// Computes these sets only; lld also gives log_mel, from which it is computed. Throws
  /// invalid_argument as validate().
  explicit FeatureExtractor(const FeatureOptions& options = {},
                            std::span<const FeatureSet> sets = kPaperSets);
  /// The same with existing tables.
  explicit FeatureExtractor(const FeatureTables& tables,
                            std::span<const FeatureSet> sets = kPaperSets);
  FeatureExtractor(FeatureExtractor&&) noexcept;
  FeatureExtractor& operator=(FeatureExtractor&&) noexcept;
  ~FeatureExtractor();

  /// Samples at options.sample_rate; any finite float32 gives finite features. A piece with an
  /// infinite or NaN sample throws invalid_argument and is discarded; earlier pieces stay.
  void push(std::span<const float> samples);

  /// The frames that were completed since the last poll() or finish(). Frame t is complete once the
  /// samples up to t * hop_length + window_length / 2 were pushed; the last frames of an utterance
  /// come with finish() only. The sizes of the pieces do not change the values. MFCC,
  /// deltas and pitch depend on the whole utterance and are not part of the result.
  LiveFrames poll();

  /// The features of everything pushed since the last finish(), T = 1 + floor(samples / hop),
  /// whether polled or not. Without samples there are no frames. The values that depend on the
  /// whole utterance (the floors of log-mel spectrum and energy, hence MFCC and deltas; the pitch
  /// track) are computed here. The extractor is then ready for the next utterance.
  Features finish();

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

/// push() and finish() in one call. Resamples when audio.sample_rate differs. Throws
/// invalid_argument.
EMOVOX_EXPORT Features extract_features(const Audio& audio, const FeatureOptions& options = {},
                                        std::span<const FeatureSet> sets = kPaperSets);
EMOVOX_EXPORT Features extract_features(const Audio& audio, const FeatureTables& tables,
                                        std::span<const FeatureSet> sets = kPaperSets);

}  // namespace emovox
