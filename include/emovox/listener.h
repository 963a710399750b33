// One live voice that arrives in pieces → utterances, found by voice activity detection, and their
// emotion: in windows while somebody speaks, and as a whole at the end. Silence and steady noise
// give no event.
#pragma once

#include <array>
#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string_view>

#include "emovox/export.h"
#include "emovox/fields.h"
#include "emovox/model.h"

namespace emovox {

/// Voice activity detection, in frames of 10 ms, and the windows that are predicted.
struct ListenOptions {
  double window = 3.0;     // seconds, longest window of an utterance that gets a prediction
  double hop = 0.5;        // seconds from one prediction to the next
  double first = 1.0;      // seconds of an utterance before its first prediction
  double threshold = 1.8;  // dB above the background noise, mean of eight bands, for voice
  double shortest = 0.25;  // seconds of voice that an utterance must have
  double longest = 30.0;   // seconds after which an utterance ends; at most kLongestUtterance
  double hangover = 0.6;   // seconds without voice that end an utterance
  double lead_in = 0.2;    // seconds before the first voice that belong to an utterance
  double lead_out = 0.2;   // seconds after the last voice that belong to it; at most the hangover

  bool operator==(const ListenOptions&) const = default;

  template <class Self, class Visitor>
  static void visit_fields(Self& self, Visitor&& visit) {
    visit("window", self.window,
          {"Seconds of the longest window of an utterance that gets a prediction",
           Range::from(kMinimumDuration).to(kLongestUtterance), "seconds"});
    visit("hop", self.hop,
          {"Seconds from one prediction to the next, at most the window",
           Range::from(0.01).to(kLongestUtterance), "seconds"});
    visit("first", self.first,
          {"Seconds of an utterance before its first prediction, at most the longest utterance",
           Range::from(kMinimumDuration).to(kLongestUtterance), "seconds"});
    visit("threshold", self.threshold,
          {"dB above the background noise (mean of eight bands) from which a frame counts as voice",
           Range::from(0.5).to(60.0), "dB"});
    visit("shortest", self.shortest,
          {"Seconds of voice that an utterance must have", Range::from(0.01).to(1.0), "seconds"});
    visit("longest", self.longest,
          {"Seconds after which an utterance ends even if the voice goes on",
           Range::from(1.0).to(kLongestUtterance), "seconds"});
    visit("hangover", self.hangover,
          FieldInfo("Seconds without voice after which an utterance ends",
                    Range::from(0.05).to(10.0), "seconds")
              .formerly("pause"));
    visit("lead_in", self.lead_in,
          {"Seconds before the first voice that belong to the utterance", Range::from(0.0).to(5.0),
           "seconds"});
    visit("lead_out", self.lead_out,
          {"Seconds after the last voice that belong to the utterance, at most the hangover",
           Range::from(0.0).to(10.0), "seconds"});
  }
};

/// Throws invalid_argument naming the first field that is out of range.
EMOVOX_EXPORT void validate(const ListenOptions& options);

enum class VoiceEventKind {
  utterance_start,  // an utterance began at `start`
  emotion,          // prediction of a window of the utterance
  utterance_end     // the utterance ended; prediction of the whole utterance
};

template <>
struct EnumNames<VoiceEventKind> {
  static constexpr std::array<std::string_view, 3> names{"utterance_start", "emotion",
                                                         "utterance_end"};
};

struct VoiceEvent {
  VoiceEventKind kind = VoiceEventKind::utterance_start;
  std::size_t utterance = 0;  // 1, 2, 3…
  double start = 0.0;         // seconds from the start of the voice
  double end = 0.0;           // seconds; for an utterance_start the same as start
  Prediction prediction;      // of [start, end), with these times; empty for an utterance_start
};

/// Events come in order: an utterance's start, its windows, its end. Window k ends `first` + k ·
/// hop seconds after the utterance's start and covers at most the last `window` seconds before its
/// end. A window that ends in a pause is left out. The predictions equal Model::predict of exactly
/// those samples at the model's rate. The sizes of the pieces do not change the
/// events.
///
/// Move-only; keeps its model alive. Only events that are not polled make its memory grow. Not safe
/// for use by two threads at once. Model::open_listener makes one.
class EMOVOX_EXPORT Listener {
 public:
  Listener(Listener&&) noexcept;
  Listener& operator=(Listener&&) noexcept;
  ~Listener();

  /// Appends samples at the sample rate that the listener was opened with, and detects utterances
  /// in them. Throws invalid_argument and discards all of them if one is not finite or end() was
  /// called.
  void push(std::span<const float> samples);

  /// The oldest event that was not returned yet, or nothing. Computes the predictions that are due
  /// on one thread, unless predict_due() has computed them.
  std::optional<VoiceEvent> poll();

  /// Ends the voice and its open utterance. Afterwards only poll() and reset() may be
  /// called.
  void end();

  /// end() and poll() in one call. Repeat it until it returns nothing.
  std::optional<VoiceEvent> finish();

  /// Discards everything and starts a new voice at time 0.
  void reset();

  /// Number of windows and utterances that wait for their prediction.
  std::size_t due() const noexcept;

  /// Total seconds of audio in these, a measure of the work that is due.
  double due_seconds() const noexcept;

 private:
  friend class Model;
  friend void predict_due(std::span<Listener* const> listeners, std::size_t threads);
  class Impl;
  explicit Listener(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

/// Computes the predictions that are due for many listeners in shared batches. Each listener gets
/// the same predictions as alone. Their models may differ. `threads` is the largest number of
/// threads, the caller's own included; 0: LoadOptions::threads of the models. No other thread may
/// use these listeners during the call.
EMOVOX_EXPORT void predict_due(std::span<Listener* const> listeners, std::size_t threads = 0);

}  // namespace emovox
