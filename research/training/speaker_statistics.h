// Mean and standard deviation of each speaker's features, and their two uses: z-scores by speaker
// (the track "speaker-normalised") and the exchange of speaker statistics while training.
#pragma once

#include <array>
#include <cstddef>
#include <map>
#include <random>
#include <span>
#include <vector>

#include "emovox/features.h"
#include "model/normaliser.h"

namespace emovox::training {

struct Dataset;

/// Statistics of one speaker, one for each feature set in the order of FeatureSet; empty for the
/// sets that the dataset does not have.
using SpeakerScale = std::array<model::NormaliserStatistics, kFeatureSets.size()>;

/// Gives every feature zero mean and unit variance over all recordings of its speaker, and keeps
/// the statistics in dataset.scales. Test speakers are normalised too: their labels are not used,
/// but all their recordings are, so that the results belong to a separate track. Throws
/// invalid_argument if the dataset is already normalised.
void normalise_speakers(Dataset& dataset);

/// (features - mean) / std.
Features scaled(const SpeakerScale& scale, const Features& features);
/// features · std + mean: the inverse of scaled().
Features unscaled(const SpeakerScale& scale, const Features& features);

/// The input of the BiLSTMs for one utterance: a [steps, I] matrix for each feature set.
using Steps = std::vector<FrameMatrix>;

/// Speaker style exchange, after MixStyle (Zhou et al., 2021) with speakers as domains: part of an
/// utterance's mean and deviation is replaced by that of another training speaker, so that the
/// network relies less on these statistics.
class SpeakerStyles {
 public:
  /// Computes the statistics of the speakers of these utterances; `speakers` holds the speaker of
  /// each.
  SpeakerStyles(const std::vector<const Steps*>& utterances, std::span<const std::size_t> speakers);

  /// Moves the statistics of `steps`, spoken by `speaker`, towards those of a random speaker, by a
  /// random share of at most `share`. Throws std::out_of_range for a speaker without utterances.
  void restyle(Steps& steps, std::size_t speaker, double share, std::mt19937_64& random) const;

 private:
  std::vector<std::size_t> speakers_;
  std::map<std::size_t, std::vector<model::NormaliserStatistics>> styles_;  // [feature sets] each
};

}  // namespace emovox::training
