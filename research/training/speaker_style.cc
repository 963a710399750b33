#include "training/speaker_style.h"

#include "training/perturbation.h"

namespace emovox::training {
namespace {

void restyle_stream(FrameMatrix& steps, const model::NormaliserStatistics& from,
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

SpeakerStyles::SpeakerStyles(const std::vector<const Steps*>& utterances,
                             std::span<const std::size_t> speakers) {
  std::map<std::size_t, std::vector<const Steps*>> by_speaker;
  for (std::size_t i = 0; i < utterances.size(); ++i) {
    by_speaker[speakers[i]].push_back(utterances[i]);
  }
  for (const auto& [speaker, own] : by_speaker) {
    speakers_.push_back(speaker);
    for (std::size_t s = 0; s < own.front()->size(); ++s) {
      std::vector<const FrameMatrix*> stream;
      for (const Steps* steps : own) stream.push_back(&steps->at(s));
      styles_[speaker].push_back(model::fit_normaliser(stream));
    }
  }
}

void SpeakerStyles::restyle(Steps& steps, std::size_t speaker, double share,
                            std::mt19937_64& random) const {
  const auto& from = styles_.at(speaker);
  const auto& to = styles_.at(speakers_[random() % speakers_.size()]);
  const auto moved = static_cast<float>(share * uniform(random));
  for (std::size_t s = 0; s < steps.size(); ++s) restyle_stream(steps[s], from[s], to[s], moved);
}

}  // namespace emovox::training
