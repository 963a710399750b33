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

Detector::Detector(const ListenOptions& options)
    : threshold_(options.threshold),
      finder_({.shortest = frames(options.shortest), .pause = frames(options.pause)}) {}

Change Detector::take(const Levels& levels) {
  const Standing standing = floor_.take(levels);
  const double least = finder_.in_utterance() ? kRelease * threshold_ : threshold_;
  return finder_.take(standing.excess >= least && !standing.steady);
}

}  // namespace emovox::vad
