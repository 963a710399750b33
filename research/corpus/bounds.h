// An utterance's start and end as CSV cells.
#pragma once

#include <algorithm>
#include <optional>
#include <string>

#include "corpus/manifest.h"
#include "text/number.h"

namespace emovox::corpus {

/// Whether any utterance is less than its file: only then are the columns written.
inline bool has_bounds(const Manifest& manifest) {
  return std::any_of(manifest.utterances.begin(), manifest.utterances.end(),
                     [](const Utterance& u) { return u.start || u.end; });
}

inline std::string seconds_text(const std::optional<double>& seconds) {
  return seconds ? text::number_text(*seconds) : "";
}

}  // namespace emovox::corpus
