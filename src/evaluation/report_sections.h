// The sections of report.html, in the order of the page.
#pragma once

#include <string_view>

#include "evaluation/html.h"
#include "evaluation/metrics.h"
#include "evaluation/report.h"

namespace emovox::evaluation {

void append_headline(Html& html, const RunMetrics& run, const RunDescription& description);
/// Nothing where no figures were published for the corpus.
void append_published(Html& html, const RunMetrics& run, const RunDescription& description);
void append_confusion(Html& html, const RunMetrics& run);
void append_classes(Html& html, const RunMetrics& run);
void append_speakers(Html& html, const RunMetrics& run);
/// Nothing where each speaker is a fold.
void append_folds(Html& html, const RunMetrics& run);
void append_mistakes(Html& html, const PredictionTable& table);
/// Nothing where the configuration is empty.
void append_config(Html& html, std::string_view config);

/// "84.87 ± 1.20", or without the spread for one seed.
std::string spread_text(const Spread& spread, const RunMetrics& run);

}  // namespace emovox::evaluation
