// Fills the records of a model file besides the weights: metrics, temperature and threshold
// from a cross-validation, and the predictions that `emovox verify` compares with.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "corpus/manifest.h"
#include "emovox/model.h"
#include "model/model_file.h"
#include "training/recipe.h"

namespace emovox::training {

/// A cross-validation with the recipe and the corpus of a model that is trained on all speakers.
/// Its predictions are of speakers that the predicting models were not trained on, like the users
/// of the model.
struct CrossvalSource {
  std::filesystem::path run;         // the run folder
  std::string corpus_checksum;       // of the model's corpus
  std::vector<std::uint64_t> seeds;  // seeds of the members; the run must have those of an ensemble
  double accuracy = 0.9;             // wanted accuracy above the threshold; 0: no threshold
};

/// Adds the metrics of the cross-validation to info.origin, and sets the temperature and the
/// threshold by its predictions. Throws invalid_argument if the run has another recipe, corpus
/// or track, or lacks a seed of an ensemble; and the errors of reading its files.
void add_crossval_metrics(ModelInfo& info, const CrossvalSource& source, const Recipe& recipe);

/// Stores in the file's info the predictions of the finished model for the test signal and for its
/// training corpus. Throws the errors of reading the corpus.
void record_verification(model::ModelFile& file, const corpus::Manifest& manifest,
                         std::size_t threads);

}  // namespace emovox::training
