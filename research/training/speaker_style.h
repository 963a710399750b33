// What a training speaker's voice is like, apart from what it does: the mean and deviation of each
// of its inputs. An utterance is heard with some of another training speaker's in their place, so
// that they tell the network less (after MixStyle, Zhou et al., 2021, with speakers as domains).
#pragma once

#include <cstddef>
#include <map>
#include <random>
#include <span>
#include <vector>

#include "model/normaliser.h"

namespace emovox::training {

/// One utterance as the BiLSTMs read it: a [steps, I] matrix a stream.
using Steps = std::vector<FrameMatrix>;

class SpeakerStyles {
 public:
  /// Of the utterances given, each of which `speakers` tells whose it is.
  SpeakerStyles(const std::vector<const Steps*>& utterances, std::span<const std::size_t> speakers);

  /// Moves `steps`, of `speaker`, at most `share` of the way towards a speaker that is drawn; both
  /// depend on `random` alone. Throws std::out_of_range for a speaker without utterances.
  void restyle(Steps& steps, std::size_t speaker, double share, std::mt19937_64& random) const;

 private:
  std::vector<std::size_t> speakers_;
  std::map<std::size_t, std::vector<model::NormaliserStatistics>> styles_;  // a stream each
};

}  // namespace emovox::training
