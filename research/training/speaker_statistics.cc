#include "training/speaker_statistics.h"

#include "emovox/error.h"
#include "training/dataset.h"
#include "training/perturbation.h"

namespace emovox::training {
namespace {

/// Replaces every value by change(value, mean, std).
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

/// Changes steps with the statistics `from` to the statistics (1 - share) · from + share · to.
void restyle_set(FrameMatrix& steps, const model::NormaliserStatistics& from,
                 const model::NormaliserStatistics& to, float share) {
  for (std::size_t t = 0; t < steps.frames; ++t) {
    const auto step = steps.frame(t);
    for (std::size_t d = 0; d < step.size(); ++d) {
      const float mean = from.mean[d] + share * (to.mean[d] - from.mean[d]);
      const float std = from.std[d] + share * (to.std[d] - from.std[d]);
      step[d] = (step[d] - from.mean[d]) / from.std[d] * std + mean;
    }
  }
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
    throw Error(ErrorCode::invalid_argument, "speaker normalisation", "is already done",
                "must be done only once");
  }
  std::size_t speakers = 0;
  for (const std::size_t speaker : dataset.speakers) speakers = std::max(speakers, speaker + 1);
  for (std::size_t s = 0; s < speakers; ++s) dataset.scales.push_back(measure(dataset, s));
  for (std::size_t i = 0; i < dataset.features.size(); ++i) {
    const SpeakerScale& scale = dataset.scales[dataset.speakers[i]];
    dataset.features[i] = scaled(scale, dataset.features[i]);
    for (Features& voice : dataset.respoken[i]) voice = scaled(scale, voice);
  }
  for (auto& [i, windows] : dataset.windows) {
    const SpeakerScale& scale = dataset.scales[dataset.speakers[i]];
    for (Features& window : windows) window = scaled(scale, window);
  }
}

SpeakerStyles::SpeakerStyles(const std::vector<const Steps*>& utterances,
                             std::span<const std::size_t> speakers) {
  std::map<std::size_t, std::vector<const Steps*>> by_speaker;
  for (std::size_t i = 0; i < utterances.size(); ++i) {
    by_speaker[speakers[i]].push_back(utterances[i]);
  }
  for (const auto& [speaker, own] : by_speaker) {
    speakers_.push_back(speaker);
    for (std::size_t s = 0; s < own.front()->size(); ++s) {
      std::vector<const FrameMatrix*> matrices;
      for (const Steps* steps : own) matrices.push_back(&steps->at(s));
      styles_[speaker].push_back(model::fit_normaliser(matrices));
    }
  }
}

void SpeakerStyles::restyle(Steps& steps, std::size_t speaker, double share,
                            std::mt19937_64& random) const {
  const auto& from = styles_.at(speaker);
  const auto& to = styles_.at(speakers_[random() % speakers_.size()]);
  const auto moved = static_cast<float>(share * uniform(random));
  for (std::size_t s = 0; s < steps.size(); ++s) restyle_set(steps[s], from[s], to[s], moved);
}

}  // namespace emovox::training
