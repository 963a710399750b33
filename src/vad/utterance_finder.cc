#include "vad/utterance_finder.h"

namespace emovox::vad {

Change UtteranceFinder::take(bool voice) {
  const std::size_t frame = frames_++;
  if (voice) {
    note_voice(frame);
    if (state_ != State::candidate || voiced_ < limits_.shortest) return Change::none;
    state_ = State::utterance;
    return Change::began;
  }
  ++gap_;
  if (state_ == State::candidate && gap_ >= kMostGap) state_ = State::idle;
  if (state_ != State::utterance || gap_ < limits_.pause) return Change::none;
  state_ = State::idle;
  return Change::ended;
}

void UtteranceFinder::note_voice(std::size_t frame) {
  if (state_ == State::idle) {
    state_ = State::candidate;
    first_ = frame;
    voiced_ = 0;
  }
  last_ = frame;
  ++voiced_;
  gap_ = 0;
}

void UtteranceFinder::cut() {
  state_ = State::candidate;
  first_ = last_ = frames_;
  voiced_ = gap_ = 0;
}

}  // namespace emovox::vad
