// Which epoch's weights become the model: those best on speakers that were not learned from.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "model/model_file.h"
#include "training/dataset.h"

namespace emovox::training {

struct HeldOut {
  std::vector<std::size_t> learned;  // utterances
  std::vector<std::size_t> watched;  // of the speakers held out
};

/// Holds out all utterances of `speakers` speakers, chosen by `seed` alone. Throws invalid_argument
/// unless at least two speakers are left to learn from.
HeldOut hold_out(const Dataset& dataset, const std::vector<std::size_t>& utterances,
                 std::size_t speakers, std::uint64_t seed);

struct WatchedScore {
  double loss = 0.0;  // mean cross-entropy
  double ua = 0.0;    // mean recall of the classes that occur
};

/// The best epoch so far. Borrows the dataset.
class BestEpoch {
 public:
  BestEpoch(const Dataset& dataset, std::vector<std::size_t> watched);

  /// Keeps the model where its UA is the highest yet, of equals that of the lowest loss.
  WatchedScore consider(int epoch, const model::ModelFile& file, std::size_t threads);

  int epoch() const { return epoch_; }  // 0: none yet
  model::ModelFile best() const;        // once there is one

  /// All of the above as bytes, and back.
  std::string save() const;
  void restore(const std::string& bytes);

 private:
  const Dataset& dataset_;
  std::vector<std::size_t> watched_;
  int epoch_ = 0;
  WatchedScore score_;
  std::string file_;  // serialised
};

}  // namespace emovox::training
