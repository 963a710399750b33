// Voice activity detection: finds the begin and end of utterances from the band levels of frames.
//
// A frame has voice where it exceeds the background by the threshold and is not steady noise. With
// hysteresis: within an utterance, kHysteresis of the threshold is enough.
//
// The first frame with voice opens a candidate. kMostGap frames without voice discard it, so that
// clicks are ignored. With `shortest` frames of voice a candidate becomes an utterance. It ends
// after the hangover: `hangover` frames in a row without voice.
#pragma once

#include <cstddef>

#include "emovox/listener.h"
#include "vad/noise_floor.h"

namespace emovox::vad {

struct UtteranceLimits {
  std::size_t shortest = 0;  // frames of voice that an utterance has at least
  std::size_t hangover = 0;  // frames without voice that end it
};

enum class Change { none, began, ended };

/// Stage "utterances": groups frames with voice into utterances.
class UtteranceFinder {
 public:
  static constexpr std::size_t kMostGap = 15;  // frames; the closures of plosives are shorter

  explicit UtteranceFinder(UtteranceLimits limits) : limits_(limits) {}

  /// Takes the next frame. The change to `began` comes with the frame that makes a candidate an
  /// utterance.
  Change take(bool voice);

  /// Ends an utterance here. A candidate begins with the next frame.
  void cut();

  bool in_utterance() const noexcept { return state_ == State::utterance; }
  bool in_candidate() const noexcept { return state_ == State::candidate; }

  /// The first and the last frame with voice of the utterance or candidate, or of the one that just
  /// ended. Frames are counted from 0.
  std::size_t first_voice() const noexcept { return first_; }
  std::size_t last_voice() const noexcept { return last_; }

 private:
  enum class State { idle, candidate, utterance };

  void note_voice(std::size_t frame);

  UtteranceLimits limits_;
  State state_ = State::idle;
  std::size_t frames_ = 0;  // number of frames so far
  std::size_t first_ = 0;   // frame
  std::size_t last_ = 0;    // frame
  std::size_t voiced_ = 0;  // frames with voice since the first
  std::size_t gap_ = 0;     // frames without voice since the last
};

class Detector {
 public:
  static constexpr double kHysteresis = 0.7;  // of the threshold, within an utterance

  /// options must be valid.
  explicit Detector(const ListenOptions& options);

  Change take(const Levels& levels);

  UtteranceFinder& finder() noexcept { return finder_; }
  const UtteranceFinder& finder() const noexcept { return finder_; }

 private:
  double threshold_;  // dB
  NoiseFloor floor_;
  UtteranceFinder finder_;
};

}  // namespace emovox::vad
