// A corpus as the trainer holds it: features computed once, labels and speakers as indices.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "corpus/manifest.h"
#include "emovox/features.h"
#include "training/feature_cache.h"
#include "training/recipe.h"
#include "training/speaker_scale.h"

namespace emovox::training {

struct Dataset {
  std::vector<std::string> labels;    // sorted; the model's label order
  std::vector<Features> features;     // [utterances] of the manifest, in its order
  std::vector<std::size_t> targets;   // [utterances] index into labels
  std::vector<std::size_t> speakers;  // [utterances] index into the manifest's speakers
  /// The same utterances spoken faster and slower, as training alone hears them:
  /// [utterances][speeds]
  std::vector<std::vector<Features>> respoken;
  /// [speakers] what features and respoken were divided by (normalise_speakers); empty: nothing.
  std::vector<SpeakerScale> scales;
};

/// Reads every utterance, `threads` at a time, without the ends that the recipe's network does not
/// hear, and takes its features, and those at the recipe's other speeds, from the cache or leaves
/// them there. Throws what audio and features throw, with the utterance's path; too short or silent
/// recordings are corrupt_data. `done` is told how many are finished, by one thread at a time.
Dataset load_dataset(const corpus::Manifest& manifest, const Recipe& recipe, FeatureCache& cache,
                     std::size_t threads, const std::function<void(std::size_t)>& done = {});

}  // namespace emovox::training
