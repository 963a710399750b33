// Chosen utterances with the prediction of their fold's model: audio and model → plain data.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "corpus/manifest.h"
#include "evaluation/chosen_utterances.h"

namespace emovox::report {

struct Illustrations {
  std::vector<evaluation::Illustration> shown;
  std::string obstacle;  // why there are none, or fewer, as a sentence; empty: there is none
};

/// Those that choose_utterances() names, each predicted by the model that RUN/checkpoints holds for
/// its fold. What cannot be had (a model, audio, an utterance that the manifest names twice) is an
/// obstacle and no error.
Illustrations illustrate(const std::filesystem::path& run,
                         const std::filesystem::path& manifest_path,
                         const evaluation::PredictionTable& table);

}  // namespace emovox::report
