// Recall by class.
#include <algorithm>
#include <array>

#include "evaluation/figures.h"
#include "evaluation/plot.h"
#include "evaluation/quantity.h"

namespace emovox::evaluation {
namespace {

constexpr double kRow = 28.0;
constexpr double kBar = 14.0;
constexpr double kTop = 30.0;
constexpr double kBarsWidth = 320.0;
constexpr std::size_t kLabelLength = 18;

double label_width(const std::vector<std::string>& labels) {
  double widest = 0.0;
  for (const auto& label : labels) {
    widest = std::max(widest, text_width(shortened(label, kLabelLength)));
  }
  return widest + 12.0;
}

void draw_key(Svg& svg, double x, const RunMetrics& run, bool listeners) {
  double at = x;
  const auto entry = [&](const char* words) {
    svg.text({at + 10, 14}, words, "soft small");
    at += text_width(words, 10) + 34;
  };
  if (run.seeds.size() > 1) {
    svg.circle({at + 2, 10.5}, 3, "dot");
    entry("a seed");
  }
  if (!listeners) return;
  svg.rect({at, 4, 3, 13}, "two");
  entry("human listeners");
}

void draw_class(Svg& svg, const Plot& plot, const RunMetrics& run, const std::string& label,
                double middle) {
  const auto recall = class_quantity(run, label, "recall");
  svg.rect({plot.box.x, middle - kBar / 2, plot.box.width, kBar}, "track", 2);
  if (!recall) {
    svg.text({plot.box.right() + 10, middle + 4}, "–", "soft");
    return;
  }
  svg.rect({plot.box.x, middle - kBar / 2, plot.x.at(recall->mean.share) - plot.box.x, kBar}, "one",
           2);
  for (const SeedMetrics& seed : run.seeds) {
    const auto found = seed.recall.find(label);
    if (run.seeds.size() < 2 || found == seed.recall.end()) continue;
    svg.circle({plot.x.at(found->second), middle}, 3, "dot");
  }
  svg.text({plot.box.right() + 10, middle + 4}, quantity_text(*recall));
}

}  // namespace

Figure class_figure(const RunMetrics& run, const std::optional<Listeners>& listeners) {
  const double left = label_width(run.labels);
  const double height = kRow * static_cast<double>(run.labels.size());
  const Plot plot({left, kTop, kBarsWidth, height}, 0.0, 1.0, 0.0, 1.0);
  Svg svg;
  draw_key(svg, left, run, listeners.has_value());
  plot.draw_x(svg, {"recall", true, 5});
  double middle = kTop + kRow / 2;
  for (const std::string& label : run.labels) {
    svg.text({left - 8, middle + 4}, shortened(label, kLabelLength), "end");
    draw_class(svg, plot, run, label, middle);
    if (listeners && listeners->by_class.contains(label)) {
      svg.rect({plot.x.at(listeners->by_class.at(label)) - 1.5, middle - 11, 3, 22}, "two");
    }
    middle += kRow;
  }
  return {"recall-by-class", "Recall by class, in percent", left + kBarsWidth + 110,
          kTop + height + 38, svg.str()};
}

}  // namespace emovox::evaluation
