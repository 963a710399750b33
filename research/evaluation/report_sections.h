// The sections of a report, in the order of the page.
#pragma once

#include <string>
#include <string_view>

#include "evaluation/html.h"
#include "evaluation/report.h"

namespace emovox::evaluation {

/// The place of a run in the page.
struct Placing {
  bool pictures = true;             // whether utterances are illustrated: only in the first run
  std::string prefix;               // prefix of its anchors, so that those of several runs differ
  std::string_view heading = "h2";  // of its sections
};

/// Title, size, track and the main metrics.
void append_headline(Html& html, const RunReport& run, std::string_view heading);

/// All further sections of one run.
void append_sections(Html& html, const RunReport& run, const Placing& placing);

/// Links to those sections.
void append_contents(Html& html, const RunReport& run, const Placing& placing);

/// Adds a figure to the page, with a caption unless it is empty.
void append_figure(Html& html, const Figure& figure, std::string_view caption = "");

/// "9 utterances of 2 speakers, 2 folds, 1 seed."
std::string size_text(const RunMetrics& run);

/// Explains ± and [ ]; empty if the page has neither.
std::string spread_legend(const RunMetrics& run);

}  // namespace emovox::evaluation
