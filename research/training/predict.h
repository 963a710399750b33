// Computes the posteriors of a dataset's utterances from their features, equal to those of emovox
// predict for the recordings.
#pragma once

#include <cstddef>
#include <vector>

#include "model/network.h"
#include "training/dataset.h"

namespace emovox::training {

/// The posterior of each utterance, [utterances][C], on up to `threads` threads. An utterance
/// longer than kLongestUtterance gets the mean posterior of its windows, as in Model::predict.
std::vector<std::vector<float>> predict_utterances(const Network& network, const Dataset& dataset,
                                                   const std::vector<std::size_t>& utterances,
                                                   std::size_t threads);

}  // namespace emovox::training
