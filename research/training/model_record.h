// What a model file tells about the model besides its weights: metrics, temperature and threshold
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
/// Its predictions are of speakers unknown to the predicting models, as the model's users are
/// unknown to the model.
struct CrossvalSource {
  std::filesystem::path run;         // the run folder
  std::string corpus_checksum;       // of the model's corpus
  std::vector<std::uint64_t> seeds;  // of the members; the run must hold those of an ensemble
  double accuracy = 0.9;             // wanted of answers that are not uncertain; 0: no threshold
};

/// Adds the metrics of the cross-validation to info.origin, and sets the temperature and the
/// threshold by its predictions. Throws invalid_argument where the run is of another recipe, corpus
/// or track, or lacks a seed of an ensemble; what reading its files throws.
void add_crossval_metrics(ModelInfo& info, const CrossvalSource& source, const Recipe& recipe);

/// Stores in the file's info what the finished model predicts for the test signal and for its
/// training corpus. Throws what reading the corpus throws.
void record_verification(model::ModelFile& file, const corpus::Manifest& manifest,
                         std::size_t threads);

}  // namespace emovox::training
