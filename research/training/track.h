// What may be seen of the test speakers. Figures of different tracks are never compared unnamed.
#pragma once

#include <array>
#include <string_view>

#include "emovox/fields.h"

namespace emovox::training {

enum class Track {
  speaker_independent,  // nothing
  speaker_normalised,   // unlabelled features, for z-scores per speaker (transductive)
  best_epoch_on_test    // their labels, to choose the epoch: a diagnostic of how much that flatters
};

}  // namespace emovox::training

namespace emovox {
template <>
struct EnumNames<training::Track> {
  static constexpr std::array<std::string_view, 3> names{
      "speaker-independent", "speaker-normalised", "best-epoch-on-test"};
};
}  // namespace emovox
