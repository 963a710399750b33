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
  double window = 3.0;     // seconds of an utterance that one judgement hears at most
  double hop = 0.5;        // seconds from judgement to judgement
  double first = 1.0;      // seconds of an utterance before its first judgement
  double threshold = 1.8;  // dB over the background, mean of eight bands, that make voice
  double shortest = 0.25;  // seconds of voice without which there is no utterance
  double longest = 30.0;   // seconds after which an utterance is cut; at most kLongestUtterance
  double hangover = 0.6;   // seconds without voice that end an utterance
  double lead_in = 0.2;    // seconds before the first voice that belong to an utterance
  double lead_out = 0.2;   // seconds after the last voice that belong to it; at most the hangover

  bool operator==(const ListenOptions&) const = default;

  template <class Self, class Visitor>
  static void visit_fields(Self& self, Visitor&& visit) {
    visit("window", self.window,
          {"most seconds of an utterance for one prediction",
           Range::from(kMinimumDuration).to(kLongestUtterance), "seconds"});
    visit("hop", self.hop,
          {"seconds from prediction to prediction, at most the window",
           Range::from(0.01).to(kLongestUtterance), "seconds"});
    visit("first", self.first,
          {"seconds of an utterance before its first prediction, at most the longest utterance",
           Range::from(kMinimumDuration).to(kLongestUtterance), "seconds"});
    visit("threshold", self.threshold,
          {"dB above the background noise, mean of eight bands, from which a frame is voice",
           Range::from(0.5).to(60.0), "dB"});
    visit("shortest", self.shortest,
          {"seconds of voice that an utterance needs", Range::from(0.01).to(1.0), "seconds"});
    visit("longest", self.longest,
          {"most seconds of an utterance; a longer one is cut",
           Range::from(1.0).to(kLongestUtterance), "seconds"});
    visit("hangover", self.hangover,
          FieldInfo("seconds without voice that end an utterance", Range::from(0.05).to(10.0),
                    "seconds")
              .formerly("pause"));
    visit("lead_in", self.lead_in,
          {"seconds before the first voice that belong to the utterance", Range::from(0.0).to(5.0),
           "seconds"});
    visit("lead_out", self.lead_out,
          {"seconds after the last voice that belong to an utterance, at most the hangover",
           Range::from(0.0).to(10.0), "seconds"});
  }
};

/// Throws invalid_argument naming the first field that no listener can have.
EMOVOX_EXPORT void validate(const ListenOptions& options);

enum class VoiceEventKind {
  utterance_start,  // an utterance began at `start`
  emotion,          // of a window of the utterance
  utterance_end     // of the utterance as a whole
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
/// those samples at the model's rate. However the samples are cut into pieces, the events are the
/// same.
///
/// Move-only; keeps its model alive; memory is bounded but for events that nobody polls. Not safe
/// for use by two threads at once. Model::open_listener makes one.
class EMOVOX_EXPORT Listener {
 public:
  Listener(Listener&&) noexcept;
  Listener& operator=(Listener&&) noexcept;
  ~Listener();

  /// Appends samples at the sample rate that the listener was opened with, and detects utterances
  /// in them. Takes none where it throws invalid_argument: one is not finite, or end() was called.
  void push(std::span<const float> samples);

  /// The oldest event that was not returned yet, or nothing. Computes the predictions that are due,
  /// on one thread, unless predict_due() has.
  std::optional<VoiceEvent> poll();

  /// Ends the voice, and with it an open utterance. Afterwards only poll() and reset() may be
  /// called.
  void end();

  /// end() and poll() in one: call it until it returns nothing.
  std::optional<VoiceEvent> finish();

  /// Starts a new voice at time 0, as if the listener were just opened.
  void reset();

  /// Windows and utterances that wait for their prediction.
  std::size_t due() const noexcept;

  /// Seconds of audio in these: the work that is due grows with it.
  double due_seconds() const noexcept;

 private:
  friend class Model;
  friend void predict_due(std::span<Listener* const> listeners, std::size_t threads);
  class Impl;
  explicit Listener(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

/// Predicts what is due of many listeners in shared batches. Each listener gets what it gets alone.
/// Their models may differ. `threads`: computes with at most so many threads, the caller's own
/// among them; 0: as many as LoadOptions allowed the models. No other thread may use these
/// listeners meanwhile.
EMOVOX_EXPORT void predict_due(std::span<Listener* const> listeners, std::size_t threads = 0);

}  // namespace emovox
