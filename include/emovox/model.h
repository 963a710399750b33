// A trained speech emotion recogniser. Load it once and use it from as many threads as you like.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "emovox/audio.h"
#include "emovox/export.h"
#include "emovox/features.h"
#include "emovox/fields.h"

namespace emovox {

/// LSTM cell: with peephole connections into all three gates (the paper's, eqs. 1-5), or without.
enum class Cell { peephole, plain };

/// How the [T, D] BiLSTM outputs of an utterance become one vector (frame_wise: one posterior).
enum class Fusion {
  mean,         // eq. (7)
  attention,    // eqs. (9)-(11): scored against the outputs at the last frame
  weighted,     // eq. (8): scored against a learned vector
  final_frame,  // the outputs at the last frame
  frame_wise,   // every frame is classified, posteriors are averaged; not with other fusions
  deviation     // standard deviation over frames (statistics pooling, Snyder et al., 2018)
};

enum class AttentionScale { none, sqrt_dim };

/// How features are normalised before the BiLSTMs.
enum class Normalisation {
  corpus,     // zero mean, unit variance over the training corpus (or fold)
  utterance,  // as corpus, then zero mean, unit variance within the utterance
  both,       // corpus and utterance side by side: twice the dimensions
  centred     // as corpus, then zero mean within the utterance, whose variance stays
};

template <>
struct EnumNames<Cell> {
  static constexpr std::array<std::string_view, 2> names{"peephole", "plain"};
};
template <>
struct EnumNames<Fusion> {
  static constexpr std::array<std::string_view, 6> names{"mean",        "attention",  "weighted",
                                                         "final_frame", "frame_wise", "deviation"};
};
template <>
struct EnumNames<AttentionScale> {
  static constexpr std::array<std::string_view, 2> names{"none", "sqrt_dim"};
};
template <>
struct EnumNames<Normalisation> {
  static constexpr std::array<std::string_view, 4> names{"corpus", "utterance", "both", "centred"};
};

/// The network's shape. Defaults are the paper's (Table II).
struct ModelOptions {
  std::vector<FeatureSet> feature_sets = {FeatureSet::log_mel, FeatureSet::lld};  // one BiLSTM each
  std::vector<Fusion> fusions = {Fusion::mean, Fusion::attention};                // concatenated
  Cell cell = Cell::peephole;                             // eqs. (1)-(5), or without peepholes
  int hidden_size = 1024;                                 // units in each direction
  AttentionScale attention_scale = AttentionScale::none;  // score, or score / sqrt(D)
  int projection_size = 0;                                // dense units before softmax; 0: none
  Normalisation normalisation = Normalisation::corpus;    // of the features
  int frames_per_step = 1;                                // frames averaged into one LSTM step
  double trim_db = 0.0;  // frames at both ends that are this many dB below the loudest frame are
                         // left out; 0: all frames are kept

  bool operator==(const ModelOptions&) const = default;

  template <class Self, class Visitor>
  static void visit_fields(Self& self, Visitor&& visit) {
    visit("feature_sets", self.feature_sets,
          FieldInfo("Feature sets; each has its own BiLSTM").formerly("streams"));
    visit("fusions", self.fusions,
          "Ways to turn the BiLSTM outputs over time into one vector; the vectors of several are "
          "concatenated");
    visit("cell", self.cell, "LSTM cell with or without peephole connections");
    visit("hidden_size", self.hidden_size,
          {"LSTM units in each direction", Range::from(1).to(65536)});
    visit("attention_scale", self.attention_scale,
          "Divisor of the attention scores: 1 as in the paper, or the square root of their "
          "dimension");
    visit(
        "projection_size", self.projection_size,
        {"Units of a dense layer before the softmax; 0: no such layer", Range::from(0).to(65536)});
    visit("normalisation", self.normalisation, "Statistics with which the features are normalised");
    visit("frames_per_step", self.frames_per_step,
          {"Number of frames averaged into one LSTM step", Range::from(1).to(1000), "frames"});
    visit("trim_db", self.trim_db,
          {"Leave out frames at both ends that are this many dB below the loudest frame; 0: keep "
           "all frames",
           Range::from(0.0).to(200.0), "dB"});
  }
};

/// Throws invalid_argument naming the first field that is out of range.
EMOVOX_EXPORT void validate(const ModelOptions& options);

/// Precision of a loaded model's weights. Smaller weights are read faster from memory.
enum class WeightPrecision {
  float32,  // as trained
  float16,  // half the memory
  int8      // a quarter of the memory: multiples of 1/127 of the largest weight of a row
};

template <>
struct EnumNames<WeightPrecision> {
  static constexpr std::array<std::string_view, 3> names{"float32", "float16", "int8"};
};

struct LoadOptions {
  WeightPrecision precision = WeightPrecision::float32;  // of the weights in memory
  int threads = 0;  // that one call computes with at most, the caller's own among them, up to 1024;
                    // 0: one for each processor
};

struct PredictOptions {
  int threads = 0;  // that this call computes with at most, the caller's own among them, up to
                    // 1024; 0: LoadOptions::threads. The numbers do not depend on it.
};

/// Whether audio can be predicted at all; only `ok` carries an emotion.
enum class PredictionState { ok, silent, too_short };

template <>
struct EnumNames<PredictionState> {
  static constexpr std::array<std::string_view, 3> names{"ok", "silent", "too_short"};
};

/// Audio shorter than this after trimming (ModelOptions::trim_db) is `too_short`.
inline constexpr double kMinimumDuration = 0.1;  // seconds
/// Audio whose peak is below this is `silent` (-60 dB of full scale).
inline constexpr float kSilencePeak = 1e-3f;
/// Longer audio is predicted in windows of 3 s side by side, and their probabilities are averaged:
/// training utterances are much shorter, and memory stays bounded.
inline constexpr double kLongestUtterance = 30.0;  // seconds

struct Prediction {
  PredictionState state = PredictionState::ok;
  double start = 0.0;                // seconds
  double end = 0.0;                  // seconds
  std::string label;                 // empty unless state is ok
  float confidence = 0.0f;           // the label's probability
  bool uncertain = false;            // ok, but confidence is below ModelInfo::abstain_below
  std::vector<float> probabilities;  // in the order of Model::labels(); empty unless state is ok
  std::vector<float> attention;      // weight of each LSTM step, 0 for trimmed silence, sums to 1;
                                     // empty for models without attention and audio over 30 s
};

/// Predictions that were recorded when a model was made. `emovox verify` compares them with those
/// of the running build.
struct Verification {
  std::string signal;                 // name of the test signal; empty: nothing was recorded
  std::vector<double> probabilities;  // posterior of the signal, in the order of labels
  std::vector<double>
      attention;  // attention on each eighth of the signal; empty: model without attention
  double tolerance = 1e-3;  // largest difference of a probability that is accepted
  int utterances = 0;       // number of utterances in the training corpus; 0: not recorded
  int right = 0;            // number of these that the model predicts right
  std::vector<std::string> recordings;          // hashes of the samples of some utterances
  std::vector<std::vector<double>> posteriors;  // posteriors of these utterances

  bool operator==(const Verification&) const = default;

  template <class Self, class Visitor>
  static void visit_fields(Self& self, Visitor&& visit) {
    visit("signal", self.signal, "Name of the test signal, which every build computes");
    visit("probabilities", self.probabilities,
          {"Posterior of the signal", Range::from(0.0).to(1.0)});
    visit("attention", self.attention,
          {"Attention on each eighth of the signal", Range::from(0.0).to(1.0)});
    visit("tolerance", self.tolerance,
          {"Largest difference of a probability that is accepted", Range::above(0.0).to(1.0)});
    visit("utterances", self.utterances,
          {"Utterances of the training corpus; 0: not recorded", Range::from(0)});
    visit("right", self.right,
          {"How many of these utterances are predicted right", Range::from(0)});
    visit("recordings", self.recordings, "Hashes of the samples of some utterances");
    visit("posteriors", self.posteriors,
          {"Posteriors of these utterances", Range::from(0.0).to(1.0)});
  }
};

/// The content of a model file besides its weights.
struct ModelInfo {
  int format_version = 1;
  std::string name;         // "emodb-compact"
  std::string description;  // one line
  FeatureOptions features;
  ModelOptions network;
  std::vector<std::string> labels;
  int members = 1;             // number of networks whose posteriors are averaged
  double temperature = 1.0;    // posteriors become p^(1/temperature); 1: uncalibrated
  double abstain_below = 0.0;  // predictions with less confidence are uncertain; 0: none is
  Verification verification;
  std::map<std::string, std::string> origin;  // corpus, its checksum, recipe, metrics…
};

/// Windows of a Stream or of the segments of a recording.
struct StreamOptions {
  double window = 3.0;  // seconds of sound in one window
  double hop = 0.5;     // seconds from one window to the next

  template <class Self, class Visitor>
  static void visit_fields(Self& self, Visitor&& visit) {
    visit("window", self.window,
          {"Seconds of sound in one window", Range::from(kMinimumDuration).to(kLongestUtterance),
           "seconds"});
    visit("hop", self.hop,
          {"Seconds from one window to the next, at most the window",
           Range::above(0.0).to(kLongestUtterance), "seconds"});
  }
};

/// Throws invalid_argument naming the first field that is out of range.
EMOVOX_EXPORT void validate(const StreamOptions& options);

class Listener;
class Network;
class RecordingPredictor;
class Stream;
struct ListenOptions;
struct RecordingOptions;

/// A trained network. Immutable once loaded; copies share the weights; const methods are safe from
/// many threads at once. A model starts threads when a call can use them, keeps them for later
/// calls, and ends them with its last copy.
class EMOVOX_EXPORT Model {
 public:
  /// Reads a model file. Every byte of it is checked. Throws not_found, io, corrupt_data (no model
  /// file, or a damaged one), unsupported (made by a newer version of emovox), invalid_argument
  /// (the options).
  static Model load(const std::filesystem::path& path, const LoadOptions& options = {});
  /// The same from the bytes of a model file, which may be freed afterwards. `name` takes the place
  /// of the path in error messages.
  static Model from_memory(std::span<const std::byte> bytes, std::string_view name = "model",
                           const LoadOptions& options = {});
  /// The model that is built into the library (see models/README.md). Throws not_found in a build
  /// without one.
  static Model bundled(const LoadOptions& options = {});
  static bool has_bundled() noexcept;

  const ModelInfo& info() const noexcept;
  /// The emotions, in the order of Prediction::probabilities.
  const std::vector<std::string>& labels() const noexcept;
  /// Trained weights of all networks of the model.
  std::size_t parameter_count() const noexcept;

  /// The emotion of one recording, at any sample rate. Throws invalid_argument (no sample rate, a
  /// sample that is not finite, the options).
  Prediction predict(const Audio& audio, const PredictOptions& options = {}) const;

  /// The predictions of several recordings, in order; each equals the prediction of that recording
  /// alone. Throws the same errors.
  std::vector<Prediction> predict(std::span<const Audio> batch,
                                  const PredictOptions& options = {}) const;

  /// One recording in pieces at `sample_rate` Hz, predicted as a whole and in segments
  /// (emovox/recording.h). Throws invalid_argument.
  RecordingPredictor open_recording(int sample_rate, const RecordingOptions& options) const;
  RecordingPredictor open_recording(int sample_rate) const;

  /// One voice in pieces at `sample_rate` Hz, predicted in sliding windows (emovox/stream.h).
  /// Throws invalid_argument.
  Stream open_stream(int sample_rate, const StreamOptions& options = {}) const;

  /// One voice in pieces at `sample_rate` Hz, cut into utterances (emovox/listener.h).
  /// Throws invalid_argument.
  Listener open_listener(int sample_rate, const ListenOptions& options) const;
  Listener open_listener(int sample_rate) const;

 private:
  friend class RecordingPredictor;
  explicit Model(std::shared_ptr<const Network> network);
  std::vector<Prediction> predict_together(std::span<const Audio> batch, std::size_t threads) const;
  Stream open_stream(int sample_rate, const StreamOptions& options, std::size_t threads) const;
  std::shared_ptr<const Network> network_;
};

}  // namespace emovox
