// Frames' levels → utterances: a frame has voice where it stands out of the background and is not
// steady; within an utterance, where it stands out by kRelease of the threshold.
#pragma once

#include "emovox/listener.h"
#include "vad/noise_floor.h"
#include "vad/utterance_finder.h"

namespace emovox::vad {

class Detector {
 public:
  static constexpr double kRelease = 0.7;  // of the threshold: once heard, voice may fade

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
