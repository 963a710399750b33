// What a cross-validation with the same recipe, on the same corpus, lends to the model that is
// trained on everything: its figures, a temperature and a threshold. Its predictions are of
// speakers whom the predicting models had not heard, as this model has not heard its users.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "emovox/model.h"
#include "training/recipe.h"

namespace emovox::trainer {

struct FiguresWanted {
  std::filesystem::path run;         // folder of the cross-validation
  std::string corpus_checksum;       // which it must have been run on
  std::vector<std::uint64_t> seeds;  // of the members; more than one need to be in the run
  double accuracy = 0.9;             // wanted of answers that are not uncertain; 0: no threshold
};

/// Throws invalid_argument where the run is of another recipe, corpus or track, or lacks a seed of
/// an ensemble; what reading its files throws.
void add_figures(ModelInfo& info, const FiguresWanted& wanted, const training::Recipe& recipe);

}  // namespace emovox::trainer
