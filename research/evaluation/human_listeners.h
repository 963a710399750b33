// How well human listeners recognise the emotions of a corpus, for comparison with a model.
#pragma once

#include <cstddef>
#include <filesystem>
#include <map>
#include <optional>
#include <string>

#include "evaluation/metrics.h"

namespace emovox::evaluation {

/// File name (without its folder) → share of listeners who recognised the emotion, in [0, 1].
using HumanRecognition = std::map<std::string, double>;

/// Reads CSV with columns `file` and `recognised_percent`; further columns are ignored. Throws
/// not_found, io, corrupt_data: a missing column, a file twice, a share outside 0 to 100.
HumanRecognition read_human_listeners(const std::filesystem::path& path);

/// The recognition of human listeners on the utterances of a run.
struct HumanListeners {
  std::size_t files = 0;      // files of the run that listeners rated
  std::size_t not_rated = 0;  // files of the run that they did not rate
  double mean = 0.0;          // share who recognised the emotion, mean over files
  double mean_classes = 0.0;
  std::map<std::string, double> by_class;
};

/// Nothing if they rated none of the table's files.
std::optional<HumanListeners> human_listeners_on(const PredictionTable& table,
                                                 const HumanRecognition& recognition);

}  // namespace emovox::evaluation
