#include "vad/detector.h"

#include <algorithm>
#include <cmath>

namespace emovox::vad {
namespace {

std::size_t frames(double seconds) {
  constexpr double kFramesPerSecond = 100.0;
  return std::max<std::size_t>(1,
                               static_cast<std::size_t>(std::llround(seconds * kFramesPerSecond)));
}

}  // namespace

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
  if (state_ != State::utterance || gap_ < limits_.hangover) return Change::none;
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

Detector::Detector(const ListenOptions& options)
    : threshold_(options.threshold),
      finder_({.shortest = frames(options.shortest), .hangover = frames(options.hangover)}) {}

Change Detector::take(const Levels& levels) {
  const Standing standing = floor_.take(levels);
  const double least = finder_.in_utterance() ? kHysteresis * threshold_ : threshold_;
  return finder_.take(standing.excess >= least && !standing.steady);
}

}  // namespace emovox::vad
