#include "training/batches.h"

#include <torch/torch.h>

#include <algorithm>
#include <numeric>
#include <span>

#include "features/warp.h"
#include "text/shuffle.h"
#include "training/perturbation.h"

namespace emovox::training {
namespace {

std::vector<const FrameMatrix*> matrices(const Dataset& dataset,
                                         const std::vector<std::size_t>& utterances,
                                         FeatureSet set) {
  std::vector<const FrameMatrix*> list;
  for (const std::size_t utterance : utterances) list.push_back(&dataset.features[utterance][set]);
  return list;
}

/// Factors of vocal tract warping for every utterance: five evenly spaced ones, or 1 alone.
std::vector<double> warp_factors(const TrainingOptions& options) {
  const double warp = options.vocal_tract_warp;
  if (warp == 0.0) return {1.0};
  return {1.0 - warp, 1.0 - warp / 2.0, 1.0, 1.0 + warp / 2.0, 1.0 + warp};
}

torch::Tensor pack_feature_set(const std::vector<const Steps*>& utterances, std::size_t set,
                               const kernels::RaggedBatch& layout) {
  const std::size_t dims = utterances.front()->at(set).dims;
  torch::Tensor packed =
      torch::empty({static_cast<int64_t>(layout.rows()), static_cast<int64_t>(dims)});
  float* data = packed.data_ptr<float>();
  for (std::size_t rank = 0; rank < layout.size(); ++rank) {
    const FrameMatrix& steps = utterances[layout.original(rank)]->at(set);
    for (std::size_t t = 0; t < steps.frames; ++t) {
      std::ranges::copy(steps.frame(t), data + layout.row(rank, t) * dims);
    }
  }
  return packed;
}

/// Draws the partner and the share of each utterance for mixup, and mixes the targets.
void mix_targets(StepBatch& batch, double alpha, std::mt19937_64& random) {
  batch.partners = torch::arange(batch.targets.size(0));
  text::shuffle(std::span(batch.partners.data_ptr<int64_t>(),
                          static_cast<std::size_t>(batch.partners.size(0))),
                random);
  batch.share = draw_share(alpha, random);
  batch.targets = batch.share * batch.targets +
                  (1.0 - batch.share) * batch.targets.index_select(0, batch.partners);
}

}  // namespace

TrainingSet::TrainingSet(const Dataset& dataset, std::vector<std::size_t> utterances,
                         const Recipe& recipe)
    : dataset_(dataset),
      utterances_(std::move(utterances)),
      recipe_(recipe),
      tables_(recipe.features) {
  for (const FeatureSet set : recipe.network.feature_sets) {
    normalisers_.push_back(model::fit_normaliser(matrices(dataset, utterances_, set)));
  }
  for (const std::size_t utterance : utterances_) {
    std::vector<Steps>& voices = voices_.emplace_back();
    add_voices(dataset.features[utterance], utterance, voices);
    if (recipe.training.speed_change == 0.0) continue;
    for (const Features& voice : dataset.respoken[utterance]) add_voices(voice, utterance, voices);
  }
  if (recipe.training.speaker_style > 0.0) styles_ = measure_styles();
}

SpeakerStyles TrainingSet::measure_styles() const {
  std::vector<Steps> own;
  std::vector<const Steps*> borrowed;
  std::vector<std::size_t> speakers;
  for (const std::size_t utterance : utterances_) {
    own.push_back(normalised_steps(dataset_.features[utterance]));
    speakers.push_back(dataset_.speakers[utterance]);
  }
  for (const Steps& steps : own) borrowed.push_back(&steps);
  return {borrowed, speakers};
}

/// Warps only features at the recorded speed.
Features TrainingSet::warp(const Features& features, std::size_t utterance, double factor) const {
  if (dataset_.scales.empty()) return features::warp_vocal_tract(features, factor, tables_);
  const SpeakerScale& scale = dataset_.scales[dataset_.speakers[utterance]];
  return scaled(scale, features::warp_vocal_tract(unscaled(scale, features), factor, tables_));
}

void TrainingSet::add_voices(const Features& features, std::size_t utterance,
                             std::vector<Steps>& voices) const {
  for (const double factor : warp_factors(recipe_.training)) {
    voices.push_back(
        normalised_steps(factor == 1.0 ? features : warp(features, utterance, factor)));
  }
}

Steps TrainingSet::normalised_steps(const Features& features) const {
  Steps steps;
  for (std::size_t s = 0; s < normalisers_.size(); ++s) {
    const FrameMatrix& frames = features[recipe_.network.feature_sets[s]];
    steps.push_back(model::normalise(frames, normalisers_[s], recipe_.network));
  }
  return steps;
}

std::vector<std::vector<std::size_t>> TrainingSet::shuffled_batches(std::uint64_t seed) const {
  std::vector<std::size_t> order(size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::mt19937_64 random(seed);
  text::shuffle(order, random);
  const auto batch_size = static_cast<std::size_t>(recipe_.training.batch_size);
  std::vector<std::vector<std::size_t>> batches;
  for (std::size_t first = 0; first < order.size(); first += batch_size) {
    const std::size_t last = std::min(first + batch_size, order.size());
    if (last - first == 1 && !batches.empty()) {
      batches.back().push_back(order[first]);
    } else {
      batches.emplace_back(order.begin() + static_cast<std::ptrdiff_t>(first),
                           order.begin() + static_cast<std::ptrdiff_t>(last));
    }
  }
  return batches;
}

Steps TrainingSet::perturbed_steps(std::size_t position, std::mt19937_64& random) const {
  const std::vector<Steps>& voices = voices_[position];
  Steps steps = voices[random() % voices.size()];
  if (styles_) {
    const std::size_t speaker = dataset_.speakers[utterances_[position]];
    styles_->restyle(steps, speaker, recipe_.training.speaker_style, random);
  }
  crop(steps, recipe_.training, random);
  for (std::size_t s = 0; s < steps.size(); ++s) {
    const bool is_spectrum = recipe_.network.feature_sets[s] == FeatureSet::log_mel;
    const int bands = is_spectrum ? recipe_.features.mel_bands : 0;
    perturb(steps[s], static_cast<std::size_t>(bands), recipe_.training, random);
  }
  return steps;
}

StepBatch TrainingSet::pack_with_targets(const std::vector<Steps>& utterances,
                                         const std::vector<std::size_t>& positions,
                                         double smoothing, const torch::Device& device) const {
  std::vector<const Steps*> borrowed;
  for (const Steps& steps : utterances) borrowed.push_back(&steps);
  StepBatch batch = pack(borrowed, device);
  const auto classes = static_cast<int64_t>(dataset_.labels.size());
  const double spread = smoothing / static_cast<double>(classes);
  batch.targets = torch::full({static_cast<int64_t>(positions.size()), classes}, spread);
  batch.speakers = torch::empty({static_cast<int64_t>(positions.size())}, torch::kInt64);
  for (std::size_t rank = 0; rank < positions.size(); ++rank) {
    const std::size_t utterance = utterances_[positions[batch.layout.original(rank)]];
    const auto target = static_cast<int64_t>(dataset_.targets[utterance]);
    batch.targets[static_cast<int64_t>(rank)][target] += 1.0 - smoothing;
    batch.speakers[static_cast<int64_t>(rank)] = static_cast<int64_t>(dataset_.speakers[utterance]);
  }
  return batch;
}

StepBatch TrainingSet::make_batch(const std::vector<std::size_t>& positions,
                                  std::mt19937_64& random, const torch::Device& device) const {
  std::vector<Steps> utterances;
  for (const std::size_t position : positions) {
    utterances.push_back(perturbed_steps(position, random));
  }
  StepBatch batch =
      pack_with_targets(utterances, positions, recipe_.training.label_smoothing, device);
  if (recipe_.training.mixup > 0.0) mix_targets(batch, recipe_.training.mixup, random);
  if (batch.partners.defined()) batch.partners = batch.partners.to(device);
  batch.targets = batch.targets.to(device);
  batch.speakers = batch.speakers.to(device);
  return batch;
}

StepBatch TrainingSet::recorded_batch(const std::vector<std::size_t>& positions,
                                      const torch::Device& device) const {
  std::vector<Steps> utterances;
  for (const std::size_t position : positions) {
    utterances.push_back(normalised_steps(dataset_.features[utterances_[position]]));
  }
  return pack_with_targets(utterances, positions, 0.0, device);
}

StepBatch pack(const std::vector<const Steps*>& utterances, const torch::Device& device) {
  std::vector<std::size_t> lengths;
  for (const Steps* steps : utterances) lengths.push_back(steps->front().frames);
  StepBatch batch{kernels::RaggedBatch(lengths), {}, {}, {}, {}, 1.0};
  for (std::size_t s = 0; s < utterances.front()->size(); ++s) {
    batch.x.push_back(pack_feature_set(utterances, s, batch.layout).to(device));
  }
  return batch;
}

}  // namespace emovox::training
