// Makes batches of utterances: divides them by epoch, perturbs their features, and packs the
// tensors.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <random>
#include <vector>

#include "model/normaliser.h"
#include "training/dataset.h"
#include "training/network.h"
#include "training/recipe.h"
#include "training/speaker_statistics.h"

namespace emovox::training {

/// The training set of a fold: features, targets, and a normaliser fitted on exactly these
/// utterances. Borrows the dataset and the recipe.
class TrainingSet {
 public:
  TrainingSet(const Dataset& dataset, std::vector<std::size_t> utterances, const Recipe& recipe);

  std::size_t size() const { return utterances_.size(); }
  const model::NormaliserStatistics& normaliser(std::size_t set) const { return normalisers_[set]; }

  /// The batches of one epoch as positions into this set: a shuffle that depends on `seed` alone,
  /// cut into batches of batch_size. A last batch of one utterance joins the previous one (batch
  /// norm needs two).
  std::vector<std::vector<std::size_t>> shuffled_batches(std::uint64_t seed) const;

  /// The packed tensors of one batch, perturbed as the recipe says with numbers from `random`.
  StepBatch make_batch(const std::vector<std::size_t>& positions, std::mt19937_64& random,
                       const torch::Device& device) const;

  /// The same without perturbation or label smoothing; targets and speakers
  /// stay on the CPU.
  StepBatch recorded_batch(const std::vector<std::size_t>& positions,
                           const torch::Device& device) const;

 private:
  Features warp(const Features& features, std::size_t utterance, double factor) const;
  void add_voices(const Features& features, std::size_t utterance,
                  std::vector<Steps>& voices) const;
  SpeakerStyles measure_styles() const;
  Steps normalised_steps(const Features& features) const;
  Steps perturbed_steps(std::size_t position, std::mt19937_64& random) const;
  StepBatch pack_with_targets(const std::vector<Steps>& utterances,
                              const std::vector<std::size_t>& positions, double smoothing,
                              const torch::Device& device) const;

  const Dataset& dataset_;
  std::vector<std::size_t> utterances_;
  const Recipe& recipe_;
  FeatureTables tables_;                                  // of the recipe's features
  std::vector<model::NormaliserStatistics> normalisers_;  // one for each feature set
  /// Features before crops, noise and masks, by position: unchanged, or with several vocal tracts
  /// and speeds.
  std::vector<std::vector<Steps>> voices_;
  std::optional<SpeakerStyles> styles_;  // if the recipe exchanges speaker statistics
};

/// Packs utterances (all feature sets alike in steps) into one ragged batch, without targets.
StepBatch pack(const std::vector<const Steps*>& utterances, const torch::Device& device);

}  // namespace emovox::training
