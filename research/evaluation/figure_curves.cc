// Learning curves: mean and range over all trainings.
#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "evaluation/figures.h"
#include "evaluation/plot.h"

namespace emovox::evaluation {
namespace {

constexpr double kWidth = 320.0;
constexpr double kHeight = 200.0;
constexpr double kLeft = 52.0;  // before the inside of a panel
constexpr double kTop = 46.0;

/// One figure over trainings, at one epoch.
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

Curve gather(const LearningCurves& curves, std::size_t figure) {
  Curve curve;
  for (const EpochFigures& epoch : curves.epochs) {
    if (epoch.values[figure]) curve[epoch.epoch].add(*epoch.values[figure]);
  }
  return curve;
}

/// Figures of one kind share a panel: "loss" and "held_out_loss".
std::string kind_of(const std::string& figure) {
  const auto underscore = figure.rfind('_');
  return underscore == std::string::npos ? figure : figure.substr(underscore + 1);
}

struct Panel {
  std::string kind;
  std::vector<std::pair<std::string, Curve>> curves;  // at most two: one colour each
};

std::vector<Panel> panels_of(const LearningCurves& curves) {
  std::vector<Panel> panels;
  for (std::size_t i = 0; i < curves.figures.size(); ++i) {
    Curve curve = gather(curves, i);
    if (curve.empty()) continue;
    const std::string kind = kind_of(curves.figures[i]);
    auto panel = std::find_if(panels.begin(), panels.end(), [&](const Panel& p) {
      return p.kind == kind && p.curves.size() < 2;
    });
    if (panel == panels.end()) panel = panels.insert(panels.end(), {kind, {}});
    panel->curves.emplace_back(curves.figures[i], std::move(curve));
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

std::string spoken(std::string figure) {
  std::replace(figure.begin(), figure.end(), '_', ' ');
  return figure;
}

void draw_panel(Svg& svg, const Panel& panel, double left) {
  double last = 2.0, high = 0.0;
  for (const auto& [name, curve] : panel.curves) {
    last = std::max(last, static_cast<double>(curve.rbegin()->first));
    for (const auto& [epoch, range] : curve) high = std::max(high, range.high);
  }
  const bool share = panel.kind == "accuracy";
  const Plot plot({left + kLeft, kTop, kWidth, kHeight}, 1.0, last, 0.0,
                  share ? 1.0 : std::max(high * 1.03, 1e-6));
  plot.draw_axes(svg, {"epoch", false, std::min(6, static_cast<int>(last) - 1)}, {"", share, 5});
  double x = plot.box.x;
  for (std::size_t i = 0; i < panel.curves.size(); ++i) {
    const std::string name = spoken(panel.curves[i].first);
    svg.line({x, kTop - 13}, {x + 16, kTop - 13}, i == 0 ? "one-line" : "two-line");
    svg.text({x + 22, kTop - 9}, name, "soft");
    x += text_width(name) + 44;
    draw_curve(svg, plot, panel.curves[i].second, i == 0);
  }
}

}  // namespace

Figure curves_figure(const LearningCurves& curves) {
  const auto panels = panels_of(curves);
  std::set<std::pair<std::uint64_t, std::string>> trainings;
  for (const EpochFigures& epoch : curves.epochs) trainings.emplace(epoch.seed, epoch.fold);
  Svg svg;
  svg.text({0, 14},
           "mean (line) and range (band) over " + std::to_string(trainings.size()) +
               (trainings.size() == 1 ? " training" : " trainings"),
           "soft small");
  double left = 0.0;
  for (const Panel& panel : panels) {
    draw_panel(svg, panel, left);
    left += kLeft + kWidth + 16;
  }
  return {"learning-curves", "Learning curves: figures of each epoch, as trained",
          std::max(left, kWidth), kTop + kHeight + 40, svg.str()};
}

}  // namespace emovox::evaluation
