// A corpus in memory for training: the features of every utterance, computed once; labels and
// speakers as indices. Prediction of its utterances.
#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "corpus/manifest.h"
#include "emovox/features.h"
#include "model/network.h"
#include "training/feature_cache.h"
#include "training/recipe.h"
#include "training/speaker_statistics.h"

namespace emovox::training {

struct Dataset {
  std::vector<std::string> labels;    // sorted; the model's label order
  std::vector<Features> features;     // [utterances] in the manifest's order
  std::vector<std::size_t> targets;   // [utterances] index into labels
  std::vector<std::size_t> speakers;  // [utterances] index into the manifest's speakers
  /// Windows of the utterances that are longer than kLongestUtterance, by utterance: the features
  /// that Model::predict computes for them. Windows that are silent or too short are left out.
  std::map<std::size_t, std::vector<Features>> windows;
  /// The utterances at the recipe's other speeds, for training only: [utterances][speeds]
  std::vector<std::vector<Features>> respoken;
  /// [speakers] statistics set by normalise_speakers; empty: features are not normalised by
  /// speaker.
  std::vector<SpeakerScale> scales;
  std::vector<std::string> sample_hashes;  // [utterances] corpus::hash_samples
  std::string checksum;                    // corpus::corpus_checksum of the manifest
};

/// Opens and decodes every audio file of the manifest once, `threads` files at a time, and computes
/// all of the dataset from it. Silent ends are removed as by the network of the recipe. Features
/// come from the cache or are stored in it. Throws the errors of audio and features, with the
/// utterance's path; recordings that are too short or silent are corrupt_data. `done` is called
/// with the number of finished utterances, by one thread at a time.
Dataset load_dataset(const corpus::Manifest& manifest, const Recipe& recipe, FeatureCache& cache,
                     std::size_t threads, const std::function<void(std::size_t)>& done = {});

/// The posterior of each utterance, [utterances][C], on up to `threads` threads. An utterance
/// longer than kLongestUtterance gets the mean posterior of its windows, as in Model::predict.
std::vector<std::vector<float>> predict_utterances(const Network& network, const Dataset& dataset,
                                                   const std::vector<std::size_t>& utterances,
                                                   std::size_t threads);

}  // namespace emovox::training
