// The confusion matrix.
#include <algorithm>
#include <numeric>

#include "evaluation/figure_style.h"
#include "evaluation/figures.h"
#include "evaluation/html.h"

namespace emovox::evaluation {
namespace {

constexpr double kCellHeight = 42.0;
constexpr double kLeastCellWidth = 62.0;
constexpr double kHead = 44.0;            // above the cells
constexpr std::size_t kLabelLength = 16;  // characters

Confusion summed(const RunMetrics& run) {
  Confusion sum(run.labels.size(), std::vector<std::size_t>(run.labels.size(), 0));
  for (const SeedMetrics& seed : run.seeds) {
    for (std::size_t i = 0; i < sum.size(); ++i) {
      for (std::size_t j = 0; j < sum.size(); ++j) sum[i][j] += seed.confusion[i][j];
    }
  }
  return sum;
}

struct Layout {
  double left = 0.0;  // before the cells
  double cell = 0.0;  // width
};

Layout layout_of(const RunMetrics& run) {
  double widest = 0.0;
  for (const std::string& label : run.labels) {
    widest = std::max(widest, text_width(shortened(label, kLabelLength)));
  }
  return {widest + 14.0, std::max(kLeastCellWidth, widest + 8.0)};
}

struct Place {
  std::size_t truth = 0;
  std::size_t predicted = 0;
};

void draw_cell(Svg& svg, const RunMetrics& run, const Box& box, const Place& place,
               const std::vector<std::size_t>& row) {
  const std::size_t spoken = std::accumulate(row.begin(), row.end(), std::size_t{0});
  const std::size_t count = row[place.predicted];
  const double share = spoken == 0 ? 0.0 : static_cast<double>(count) / static_cast<double>(spoken);
  const bool right = place.truth == place.predicted;
  const std::string text = cell_text_class(share, right) + " mid";
  // The sum over seeds of what metrics.json has there.
  const std::string at = "data-figure=\"/seeds/*/confusion/" + std::to_string(place.truth) + "/" +
                         std::to_string(place.predicted) + "\"";
  svg.open_group(run.labels[place.truth] + " heard as " + run.labels[place.predicted]);
  svg.rect(box, cell_class(share, right));
  const double middle = box.x + box.width / 2;
  svg.text({middle, box.y + 19}, spoken == 0 ? "–" : percent(share, 1) + " %", text);
  svg.text({middle, box.y + 34}, std::to_string(count), text + " small", at);
  svg.close_group();
}

}  // namespace

Figure confusion_figure(const RunMetrics& run) {
  const Confusion counts = summed(run);
  const Layout layout = layout_of(run);
  const auto size = static_cast<double>(counts.size());
  Svg svg;
  svg.text({layout.left + size * layout.cell / 2, 14}, "predicted", "soft mid");
  svg.text({layout.left - 8, kHead - 8}, "truth", "soft end");
  for (std::size_t i = 0; i < counts.size(); ++i) {
    const std::string label = shortened(run.labels[i], kLabelLength);
    const double y = kHead + static_cast<double>(i) * kCellHeight;
    svg.text({layout.left + (static_cast<double>(i) + 0.5) * layout.cell, kHead - 8}, label, "mid");
    svg.text({layout.left - 8, y + kCellHeight / 2 + 4}, label, "end");
    for (std::size_t j = 0; j < counts.size(); ++j) {
      const double x = layout.left + static_cast<double>(j) * layout.cell;
      draw_cell(svg, run, {x + 1, y + 1, layout.cell - 2, kCellHeight - 2}, {i, j}, counts[i]);
    }
  }
  return {"confusion", "Confusion: rows are the truth, columns the prediction",
          layout.left + size * layout.cell + 2, kHead + size * kCellHeight + 2, svg.str()};
}

}  // namespace emovox::evaluation
