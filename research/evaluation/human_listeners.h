// What human listeners made of a corpus: the line that a recogniser is held against.
#pragma once

#include <cstddef>
#include <filesystem>
#include <map>
#include <optional>
#include <string>

#include "evaluation/metrics.h"

namespace emovox::evaluation {

/// File name (without its folder) → share of listeners who recognised the emotion, in [0, 1].
using ListenerTable = std::map<std::string, double>;

/// Reads CSV with columns `file` and `recognised_percent`; further columns are passed over. Throws
/// not_found, io, corrupt_data: a missing column, a file twice, a share outside 0 to 100.
ListenerTable read_listeners(const std::filesystem::path& path);

/// Listeners on the utterances of a run.
struct Listeners {
  std::size_t files = 0;    // of the run, that listeners have heard
  std::size_t unheard = 0;  // of the run, that they have not
  double mean = 0.0;        // over files
  double mean_classes = 0.0;
  std::map<std::string, double> by_class;
};

/// Nothing where they have heard none of the table's files.
std::optional<Listeners> listeners_on(const PredictionTable& table, const ListenerTable& heard);

}  // namespace emovox::evaluation
