#include "training/speaker_scale.h"

#include "emovox/error.h"
#include "training/dataset.h"

namespace emovox::training {
namespace {

/// change(value, mean, std) of every value.
template <class Change>
Features changed(const SpeakerScale& scale, Features features, Change change) {
  for (std::size_t s = 0; s < kFeatureSets.size(); ++s) {
    FrameMatrix& matrix = features[kFeatureSets[s]];
    for (std::size_t t = 0; t < matrix.frames; ++t) {
      const auto frame = matrix.frame(t);
      for (std::size_t d = 0; d < frame.size(); ++d) {
        frame[d] = change(frame[d], scale[s].mean[d], scale[s].std[d]);
      }
    }
  }
  return features;
}

SpeakerScale measure(const Dataset& dataset, std::size_t speaker) {
  SpeakerScale scale;
  for (std::size_t s = 0; s < kFeatureSets.size(); ++s) {
    std::vector<const FrameMatrix*> own;
    for (std::size_t i = 0; i < dataset.features.size(); ++i) {
      if (dataset.speakers[i] == speaker) own.push_back(&dataset.features[i][kFeatureSets[s]]);
    }
    if (own.front()->dims == 0) continue;
    scale[s] = model::fit_normaliser(own);
  }
  return scale;
}

}  // namespace

Features scaled(const SpeakerScale& scale, const Features& features) {
  return changed(scale, features, [](float x, float mean, float std) { return (x - mean) / std; });
}

Features unscaled(const SpeakerScale& scale, const Features& features) {
  return changed(scale, features, [](float x, float mean, float std) { return x * std + mean; });
}

void normalise_speakers(Dataset& dataset) {
  if (!dataset.scales.empty()) {
    throw Error(ErrorCode::invalid_argument, "speaker normalisation", "was done before",
                "is done once");
  }
  std::size_t speakers = 0;
  for (const std::size_t speaker : dataset.speakers) speakers = std::max(speakers, speaker + 1);
  for (std::size_t s = 0; s < speakers; ++s) dataset.scales.push_back(measure(dataset, s));
  for (std::size_t i = 0; i < dataset.features.size(); ++i) {
    const SpeakerScale& scale = dataset.scales[dataset.speakers[i]];
    dataset.features[i] = scaled(scale, dataset.features[i]);
    for (Features& voice : dataset.respoken[i]) voice = scaled(scale, voice);
  }
}

}  // namespace emovox::training
