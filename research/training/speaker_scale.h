// The track "speaker-normalised": every feature to zero mean and unit variance over all recordings
// of its speaker. Of a test speaker, too: no label is seen, but the other recordings are, so its
// figures stand apart from those of the speaker-independent track.
#pragma once

#include <array>
#include <cstddef>
#include <vector>

#include "emovox/features.h"
#include "model/normaliser.h"

namespace emovox::training {

struct Dataset;

/// Of the feature sets, in the order of FeatureSet; empty of those that the dataset has not.
using SpeakerScale = std::array<model::NormaliserStatistics, kFeatureSets.size()>;

/// Brings dataset.features and dataset.respoken to their speakers' scales, which it keeps in
/// dataset.scales. Once only: throws invalid_argument where they are there already.
void normalise_speakers(Dataset& dataset);

/// (features - mean) / std, and back.
Features scaled(const SpeakerScale& scale, const Features& features);
Features unscaled(const SpeakerScale& scale, const Features& features);

}  // namespace emovox::training
