#include "training/predict.h"

#include "model/prepare_audio.h"

namespace emovox::training {

std::vector<std::vector<float>> predict_utterances(const Network& network, const Dataset& dataset,
                                                   const std::vector<std::size_t>& utterances,
                                                   std::size_t threads) {
  std::vector<Features> pieces;     // whole utterances, or their windows
  std::vector<std::size_t> counts;  // of pieces of each utterance
  for (const std::size_t utterance : utterances) {
    const auto windows = dataset.windows.find(utterance);
    if (windows == dataset.windows.end()) {
      pieces.push_back(dataset.features[utterance]);
    } else {
      pieces.insert(pieces.end(), windows->second.begin(), windows->second.end());
    }
    counts.push_back(windows == dataset.windows.end() ? 1 : windows->second.size());
  }
  std::vector<model::Posterior> posteriors = network.forward(pieces, threads);
  std::vector<std::vector<float>> means;
  auto next = posteriors.begin();
  for (const std::size_t count : counts) {
    if (count == 1) {
      means.push_back(std::move((next++)->probabilities));
      continue;
    }
    model::PosteriorMean mean;
    for (std::size_t n = 0; n < count; ++n) mean.add((next++)->probabilities);
    means.push_back(mean.probabilities());
  }
  return means;
}

}  // namespace emovox::training
