// Computes the plots' data of chosen utterances from their audio and the model of their fold.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "corpus/manifest.h"
#include "evaluation/chosen_utterances.h"

namespace emovox::report {

struct Illustrations {
  std::vector<evaluation::Illustration> shown;
  std::string obstacle;  // a sentence that says why some are missing; empty: none is missing
};

/// Illustrates the utterances of choose_utterances(), each predicted by the model in
/// RUN/checkpoints for its fold. A missing model or audio, or an utterance that occurs twice in the
/// manifest, is an obstacle and not an error.
Illustrations illustrate(const std::filesystem::path& run,
                         const std::filesystem::path& manifest_path,
                         const evaluation::PredictionTable& table);

}  // namespace emovox::report
