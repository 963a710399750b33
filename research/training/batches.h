// Utterances → batches: which stand together in which epoch, what is perturbed, and the packed
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

/// The training half of a fold: features, normaliser fitted on exactly these utterances, targets.
/// Borrows the dataset and the recipe.
class TrainingSet {
 public:
  TrainingSet(const Dataset& dataset, std::vector<std::size_t> utterances, const Recipe& recipe);

  std::size_t size() const { return utterances_.size(); }
  const model::NormaliserStatistics& normaliser(std::size_t set) const { return normalisers_[set]; }

  /// The batches of one epoch as positions into this set: a shuffle that depends on `seed` alone,
  /// in pieces of batch_size; a last piece of one joins its neighbour (batch norm needs two).
  std::vector<std::vector<std::size_t>> shuffled_batches(std::uint64_t seed) const;

  /// The packed tensors of one batch, perturbed as the recipe says with numbers from `random`.
  StepBatch make_batch(const std::vector<std::size_t>& positions, std::mt19937_64& random,
                       const torch::Device& device) const;

  /// The same as it was recorded: nothing is perturbed, no target smoothed; targets and speakers
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
  /// Before crops, noise and masks, by position: one voice as it is, or several vocal tracts and
  /// speeds of it.
  std::vector<std::vector<Steps>> voices_;
  std::optional<SpeakerStyles> styles_;  // where the recipe moves them
};

/// Packs utterances (all feature sets alike in steps) into one ragged batch, without targets.
StepBatch pack(const std::vector<const Steps*>& utterances, const torch::Device& device);

}  // namespace emovox::training
