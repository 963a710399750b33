// Published results that reports print beside ours: those of the paper (Tables III to V, Figures 3
// and 4; leave one speaker out), of the systems that the paper compares itself with, and of human
// listeners.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace emovox::evaluation {

/// Who obtained the results.
enum class Source : std::uint8_t { paper, others, listeners };

struct PublishedResult {
  std::string_view system;
  double wa;                 // percent
  std::optional<double> ua;  // percent; nothing where it was not given
  Source source;
};

/// The diagonal of the confusion matrix, as far as the paper's text gives it.
struct PublishedRecall {
  std::string_view label;
  std::string_view percent;  // "95.32", or a bound: "< 80"
};

struct PublishedResults {
  std::string_view corpus;  // "emodb"
  std::string_view title;   // "EMO-DB"
  std::string_view figure;  // the paper's confusion matrix: "Figure 3"
  std::span<const PublishedResult>
      results;  // the paper's systems first: DBL-MM, BiLSTM-1, BiLSTM-2
  std::span<const PublishedRecall> recall;
};

/// The p of the paper's Table IV for DBL-MM against each BiLSTM, on both corpora.
inline constexpr std::string_view kPaperPValue = "< 0.0001";

/// The results for a corpus, named by its import format; null if nothing was published.
const PublishedResults* published_results(std::string_view corpus);

}  // namespace emovox::evaluation
