// Early stopping: part of the training speakers are held out for validation, and the epoch whose
// weights do best on them becomes the model.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "model/model_file.h"
#include "training/dataset.h"
#include "training/recipe.h"

namespace emovox::training {

/// Two sets of utterances without a speaker in common.
struct SpeakerSplit {
  std::vector<std::size_t> training;
  std::vector<std::size_t> validation;
};

/// Holds out all utterances of `speakers` speakers for validation, chosen by `seed` alone.
/// Throws invalid_argument unless at least two speakers are left for training.
SpeakerSplit hold_out_speakers(const Dataset& dataset, const std::vector<std::size_t>& utterances,
                               std::size_t speakers, std::uint64_t seed);

/// Throws invalid_argument if `patience` is set but no speakers are held out, so
/// that the best epoch is unknown. `validates`: the caller supplies validation
/// utterances.
void check_patience(const TrainingOptions& options, bool validates);

struct ValidationScore {
  double loss = 0.0;  // mean cross-entropy, in nats
  double ua = 0.0;    // unweighted accuracy: mean recall of the classes that occur
};

/// The best epoch so far. Keeps a reference to the dataset.
class BestEpoch {
 public:
  /// `validation`: the utterances that every epoch is scored on.
  BestEpoch(const Dataset& dataset, std::vector<std::size_t> validation);

  /// Scores the model of an epoch. Keeps it if its UA is the highest so far, or its UA is the
  /// same and its loss lower.
  ValidationScore consider(int epoch, const model::ModelFile& file, std::size_t threads);

  int epoch() const { return epoch_; }  // the best epoch, from 1; 0: none yet
  model::ModelFile best() const;        // only after consider()

  /// Serialises the state; equal states give equal bytes.
  std::string save() const;
  /// Throws corrupt_data on bytes that are too short.
  void restore(const std::string& bytes);

 private:
  ValidationScore score_of(const model::ModelFile& file, std::size_t threads) const;

  const Dataset& dataset_;
  std::vector<std::size_t> validation_;
  int epoch_ = 0;
  ValidationScore score_;
  std::string file_;  // the best model, serialised
};

}  // namespace emovox::training
