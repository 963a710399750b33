// How far probabilities can be believed: the reliability diagram and the coverage-accuracy curve.
#include <algorithm>
#include <array>
#include <cmath>

#include "evaluation/calibration.h"
#include "evaluation/figures.h"
#include "evaluation/plot.h"

namespace emovox::evaluation {
namespace {

constexpr double kSide = 240.0;
constexpr double kLeft = 52.0;
constexpr double kTop = 34.0;
constexpr std::size_t kPoints = 300;  // of the curve, at most

Box inside() { return {kLeft, kTop, kSide, kSide}; }

void draw_bin(Svg& svg, const Plot& plot, const ReliabilityBin& bin) {
  if (bin.count == 0) return;
  const Point low = plot.at(bin.low, 0.0);
  const Point high = plot.at(bin.high, bin.accuracy);
  svg.open_group(std::to_string(bin.count) + " answers");
  svg.rect({low.x + 0.75, high.y, high.x - low.x - 1.5, low.y - high.y}, "one");
  svg.diamond(plot.at(bin.confidence, bin.accuracy), 3.5, "two");
  svg.close_group();
}

/// How many answers lie in each bin, as thin bars under the diagram.
void draw_counts(Svg& svg, const Plot& plot, const std::vector<ReliabilityBin>& bins) {
  std::size_t most = 1;
  for (const auto& bin : bins) most = std::max(most, bin.count);
  const double floor = plot.box.bottom() + 82;
  for (const auto& bin : bins) {
    const double height = 38.0 * static_cast<double>(bin.count) / static_cast<double>(most);
    const double x = plot.x.at(bin.low);
    svg.rect({x + 0.75, floor - height, plot.x.at(bin.high) - x - 1.5, height}, "one-band");
  }
  svg.line({plot.box.x, floor}, {plot.box.right(), floor}, "frame");
  svg.text({plot.box.x - 6, floor - 2}, "answers", "soft small end");
}

double lowest_accuracy(const std::vector<CoveragePoint>& points) {
  double low = 1.0;
  for (const auto& point : points) {
    if (point.coverage >= 0.05) low = std::min(low, point.accuracy);
  }
  return std::min(0.9, std::floor(low * 10.0) / 10.0);
}

}  // namespace

Figure reliability_figure(const PredictionTable& table, const std::string& when) {
  const auto bins = reliability_bins(judged_posteriors(table));
  const Plot plot(inside(), 0.0, 1.0, 0.0, 1.0);
  Svg svg;
  plot.draw_axes(svg, {"confidence", true, 5}, {"accuracy", true, 5});
  for (const auto& bin : bins) draw_bin(svg, plot, bin);
  const std::array<Point, 2> diagonal{plot.at(0, 0), plot.at(1, 1)};
  svg.polyline(diagonal, "dash");
  svg.rect(plot.box, "frame");
  draw_counts(svg, plot, bins);
  std::string name = "reliability";
  std::string title = "Reliability";
  if (!when.empty()) {
    name.append("-").append(when);
    title.append(" ").append(when).append(" calibration");
  }
  title += ": accuracy of answers by their confidence; dashed: as it should be";
  return {name, title, kLeft + kSide + 20, kTop + kSide + 90, svg.str()};
}

Figure coverage_figure(const PredictionTable& table) {
  const auto points = coverage_accuracy(judged_posteriors(table));
  const Plot plot(inside(), 0.0, 1.0, lowest_accuracy(points), 1.0);
  Svg svg;
  plot.draw_axes(svg, {"answered (the surest first)", true, 5},
                 {"accuracy of the answers", true, 5});
  std::vector<Point> curve;
  double next = 0.02;  // a curve of two or three answers is noise
  for (const CoveragePoint& point : points) {
    const bool last = &point == &points.back();
    if (point.coverage < next && !last) continue;
    next = point.coverage + 1.0 / static_cast<double>(kPoints);
    curve.push_back(plot.at(point.coverage, std::max(point.accuracy, plot.y.low)));
  }
  svg.polyline(curve, "one-line");
  svg.rect(plot.box, "frame");
  return {"coverage-accuracy", "Accuracy where only the surest answers are given",
          kLeft + kSide + 20, kTop + kSide + 40, svg.str()};
}

}  // namespace emovox::evaluation
