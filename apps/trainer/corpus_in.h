// A manifest and its features, with progress while they are computed.
#pragma once

#include <string>

#include "corpus/manifest.h"
#include "trainer/recipe_flags.h"
#include "training/dataset.h"
#include "training/recipe.h"

namespace emovox::trainer {

struct CorpusIn {
  corpus::Manifest manifest;
  training::Dataset dataset;
  std::string checksum;
};

/// Throws as read_manifest, check_trainable and load_dataset do. Says so on standard error where
/// the features could not be kept.
CorpusIn read_corpus(const std::string& manifest, const training::Recipe& recipe,
                     const MachineOptions& machine);

/// What --threads means: as asked, or all that the machine has.
std::size_t thread_count(const MachineOptions& machine);

}  // namespace emovox::trainer
