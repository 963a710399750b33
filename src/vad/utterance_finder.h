// Stage "utterances": frames with voice or without → where an utterance begins and ends.
//
// The first frame with voice opens a candidate; kMostGap frames without close it again, so that
// clicks come to nothing. With `shortest` frames of voice it is an utterance, and lasts until
// `pause` frames without.
#pragma once

#include <cstddef>

namespace emovox::vad {

/// Frames.
struct UtteranceLimits {
  std::size_t shortest = 0;
  std::size_t pause = 0;
};

enum class Change { none, began, ended };

class UtteranceFinder {
 public:
  static constexpr std::size_t kMostGap = 15;  // frames: closures of plosives are shorter

  explicit UtteranceFinder(UtteranceLimits limits) : limits_(limits) {}

  /// Whether the next frame has voice. An utterance `began` with the frame that makes it one.
  Change take(bool voice);

  /// Ends an utterance where it is; what follows is a candidate from the next frame on.
  void cut();

  bool in_utterance() const noexcept { return state_ == State::utterance; }
  bool in_candidate() const noexcept { return state_ == State::candidate; }

  /// Of the utterance or candidate, or of the one that just ended: frames counted from 0.
  std::size_t first_voice() const noexcept { return first_; }
  std::size_t last_voice() const noexcept { return last_; }

 private:
  enum class State { idle, candidate, utterance };

  void note_voice(std::size_t frame);

  UtteranceLimits limits_;
  State state_ = State::idle;
  std::size_t frames_ = 0;  // so far
  std::size_t first_ = 0;   // frame with voice
  std::size_t last_ = 0;    // frame with voice
  std::size_t voiced_ = 0;  // frames with voice since the first
  std::size_t gap_ = 0;     // frames without since the last
};

}  // namespace emovox::vad
