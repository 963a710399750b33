#include "evaluation/curve_figures.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <set>
#include <utility>

#include "evaluation/calibration.h"
#include "evaluation/svg.h"
#include "text/number.h"

namespace emovox::evaluation {

// --- Learning curves ----------------------------------------------------------------------------

namespace {

constexpr double kPanelWidth = 320.0;
constexpr double kPanelHeight = 200.0;
constexpr double kPanelLeft = 52.0;  // before the inside of a panel
constexpr double kPanelTop = 46.0;

/// One metric at one epoch, over all trainings.
struct Range {
  double low = 0.0;
  double high = 0.0;
  double sum = 0.0;
  std::size_t count = 0;

  void add(double value) {
    low = count == 0 ? value : std::min(low, value);
    high = count == 0 ? value : std::max(high, value);
    sum += value;
    ++count;
  }
  double mean() const { return sum / static_cast<double>(count); }
};

using Curve = std::map<std::uint64_t, Range>;  // by epoch

Curve gather(const LearningCurves& curves, std::size_t metric) {
  Curve curve;
  for (const EpochMetrics& epoch : curves.epochs) {
    if (epoch.values[metric]) curve[epoch.epoch].add(*epoch.values[metric]);
  }
  return curve;
}

/// Metrics of one kind share a panel: "loss" and "held_out_loss".
std::string kind_of(const std::string& metric) {
  const auto underscore = metric.rfind('_');
  return underscore == std::string::npos ? metric : metric.substr(underscore + 1);
}

struct Panel {
  std::string kind;
  std::vector<std::pair<std::string, Curve>> curves;  // at most two: one colour each
};

std::vector<Panel> panels_of(const LearningCurves& curves) {
  std::vector<Panel> panels;
  for (std::size_t i = 0; i < curves.metrics.size(); ++i) {
    Curve curve = gather(curves, i);
    if (curve.empty()) continue;
    const std::string kind = kind_of(curves.metrics[i]);
    auto panel = std::find_if(panels.begin(), panels.end(), [&](const Panel& p) {
      return p.kind == kind && p.curves.size() < 2;
    });
    if (panel == panels.end()) panel = panels.insert(panels.end(), {kind, {}});
    panel->curves.emplace_back(curves.metrics[i], std::move(curve));
  }
  return panels;
}

void draw_curve(Svg& svg, const Plot& plot, const Curve& curve, bool first) {
  std::vector<Point> mean, band;
  for (const auto& [epoch, range] : curve) {
    const auto x = static_cast<double>(epoch);
    mean.push_back(plot.at(x, range.mean()));
    band.push_back(plot.at(x, range.high));
  }
  for (auto at = curve.rbegin(); at != curve.rend(); ++at) {
    band.push_back(plot.at(static_cast<double>(at->first), at->second.low));
  }
  svg.polygon(band, first ? "one-band" : "two-band");
  svg.polyline(mean, first ? "one-line" : "two-line");
  if (mean.size() == 1) svg.circle(mean[0], 3, first ? "one" : "two");
}

std::string with_spaces(std::string name) {
  std::replace(name.begin(), name.end(), '_', ' ');
  return name;
}

void draw_panel(Svg& svg, const Panel& panel, double left) {
  double last = 2.0, high = 0.0;
  for (const auto& [name, curve] : panel.curves) {
    last = std::max(last, static_cast<double>(curve.rbegin()->first));
    for (const auto& [epoch, range] : curve) high = std::max(high, range.high);
  }
  const bool share = panel.kind == "accuracy";
  const Plot plot({left + kPanelLeft, kPanelTop, kPanelWidth, kPanelHeight}, 1.0, last, 0.0,
                  share ? 1.0 : std::max(high * 1.03, 1e-6));
  plot.draw_axes(svg, {"epoch", false, std::min(6, static_cast<int>(last) - 1)}, {"", share, 5});
  double x = plot.box.x;
  for (std::size_t i = 0; i < panel.curves.size(); ++i) {
    const std::string name = with_spaces(panel.curves[i].first);
    svg.line({x, kPanelTop - 13}, {x + 16, kPanelTop - 13}, i == 0 ? "one-line" : "two-line");
    svg.text({x + 22, kPanelTop - 9}, name, "soft");
    x += text_width(name) + 44;
    draw_curve(svg, plot, panel.curves[i].second, i == 0);
  }
}

}  // namespace

Figure curves_figure(const LearningCurves& curves) {
  const auto panels = panels_of(curves);
  std::set<std::pair<std::uint64_t, std::string>> trainings;
  for (const EpochMetrics& epoch : curves.epochs) trainings.emplace(epoch.seed, epoch.fold);
  Svg svg;
  svg.text({0, 14},
           "mean (line) and range (band) over " + text::counted(trainings.size(), "training"),
           "soft small");
  double left = 0.0;
  for (const Panel& panel : panels) {
    draw_panel(svg, panel, left);
    left += kPanelLeft + kPanelWidth + 16;
  }
  return {"learning-curves", "Learning curves: metrics of each epoch during training",
          std::max(left, kPanelWidth), kPanelTop + kPanelHeight + 40, svg.str()};
}

// --- Reliability diagram and coverage-accuracy curve --------------------------------------------

namespace {

constexpr double kDiagramSide = 240.0;
constexpr double kDiagramLeft = 52.0;
constexpr double kDiagramTop = 34.0;
constexpr std::size_t kCurvePoints = 300;  // of the curve, at most

Box inside() { return {kDiagramLeft, kDiagramTop, kDiagramSide, kDiagramSide}; }

void draw_bin(Svg& svg, const Plot& plot, const ReliabilityBin& bin) {
  if (bin.count == 0) return;
  const Point low = plot.at(bin.low, 0.0);
  const Point high = plot.at(bin.high, bin.accuracy);
  svg.open_group(std::to_string(bin.count) + " answers");
  svg.rect({low.x + 0.75, high.y, high.x - low.x - 1.5, low.y - high.y}, "one");
  svg.diamond(plot.at(bin.confidence, bin.accuracy), 3.5, "two");
  svg.close_group();
}

/// Draws the number of predictions in each bin as thin bars under the diagram.
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
  const auto bins = reliability_bins(labelled_posteriors(table));
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
  return {name, title, kDiagramLeft + kDiagramSide + 20, kDiagramTop + kDiagramSide + 90,
          svg.str()};
}

Figure coverage_figure(const PredictionTable& table) {
  const auto points = coverage_accuracy(labelled_posteriors(table));
  const Plot plot(inside(), 0.0, 1.0, lowest_accuracy(points), 1.0);
  Svg svg;
  plot.draw_axes(svg, {"answered (the most confident first)", true, 5},
                 {"accuracy of the answers", true, 5});
  std::vector<Point> curve;
  double next = 0.02;  // the curve starts at this coverage: with fewer predictions it is noise
  for (const CoveragePoint& point : points) {
    const bool last = &point == &points.back();
    if (point.coverage < next && !last) continue;
    next = point.coverage + 1.0 / static_cast<double>(kCurvePoints);
    curve.push_back(plot.at(point.coverage, std::max(point.accuracy, plot.y.low)));
  }
  svg.polyline(curve, "one-line");
  svg.rect(plot.box, "frame");
  return {"coverage-accuracy", "Accuracy where only the most confident answers are given",
          kDiagramLeft + kDiagramSide + 20, kDiagramTop + kDiagramSide + 40, svg.str()};
}

}  // namespace emovox::evaluation
