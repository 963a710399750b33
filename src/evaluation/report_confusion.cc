// The confusion matrix: counts, and shares of each row, which the shade shows.
#include <numeric>

#include "evaluation/report_sections.h"

namespace emovox::evaluation {
namespace {

/// Summed over seeds.
Confusion total(const RunMetrics& run) {
  Confusion sum = run.seeds.at(0).confusion;
  for (std::size_t s = 1; s < run.seeds.size(); ++s) {
    for (std::size_t i = 0; i < sum.size(); ++i) {
      for (std::size_t j = 0; j < sum.size(); ++j) sum[i][j] += run.seeds[s].confusion[i][j];
    }
  }
  return sum;
}

void append_cell(Html& html, bool right, std::size_t count, std::size_t row_count) {
  const double share =
      row_count == 0 ? 0.0 : static_cast<double>(count) / static_cast<double>(row_count);
  html.raw("<td class=\"").raw(right ? "right" : "wrong").raw("\" style=\"--share:");
  html.raw(percent(share / 100.0, 4)).raw("\">").text(std::to_string(count));
  html.element("small", row_count == 0 ? "–" : percent(share, 1) + " %").close("td");
}

}  // namespace

void append_confusion(Html& html, const RunMetrics& run) {
  const Confusion counts = total(run);
  html.element("h2", "Confusion");
  html.element("p",
               std::string("Rows are the truth, columns the prediction; percentages are of the "
                           "row") +
                   (run.seeds.size() > 1 ? ", counts are summed over seeds." : "."));
  html.open("div", "class=\"scroll\"").open("table", "class=\"matrix\"").open("thead").open("tr");
  html.element("th", "");
  for (const std::string& label : run.labels) html.element("th", label);
  html.close("tr").close("thead");
  for (std::size_t i = 0; i < counts.size(); ++i) {
    const std::size_t in_row = std::accumulate(counts[i].begin(), counts[i].end(), std::size_t{0});
    html.open("tr").element("th", run.labels[i]);
    for (std::size_t j = 0; j < counts.size(); ++j) append_cell(html, i == j, counts[i][j], in_row);
    html.close("tr");
  }
  html.close("table").close("div");
}

}  // namespace emovox::evaluation
