// Figures to print beside ours: the paper's (Tables IV and V, leave one speaker out), and
// listeners'.
#pragma once

#include <optional>
#include <span>
#include <string_view>

namespace emovox::evaluation {

struct PublishedFigure {
  std::string_view system;
  double wa;                 // percent
  std::optional<double> ua;  // percent; nothing where it was not given
};

struct PublishedFigures {
  std::string_view corpus;  // "emodb"
  std::string_view title;   // "EMO-DB"
  std::span<const PublishedFigure> figures;
};

/// By the name of the corpus's import format; null where nothing was published.
const PublishedFigures* published_figures(std::string_view corpus);

}  // namespace emovox::evaluation
