// WA, UA and recall by speaker.
#include <algorithm>
#include <cmath>
#include <set>
#include <utility>

#include "evaluation/figure_style.h"
#include "evaluation/figures.h"
#include "evaluation/html.h"
#include "evaluation/plot.h"
#include "evaluation/quantity.h"

namespace emovox::evaluation {
namespace {

constexpr double kRow = 24.0;
constexpr double kTop = 30.0;
constexpr double kPlotWidth = 360.0;
constexpr std::size_t kNameLength = 18;

std::vector<std::string> speakers_of(const RunMetrics& run) {
  std::set<std::string> names;
  for (const SeedMetrics& seed : run.seeds) {
    for (const auto& [name, score] : seed.speakers) names.insert(name);
  }
  return {names.begin(), names.end()};
}

double name_width(const std::vector<std::string>& names) {
  double widest = text_width("speaker");
  for (const auto& name : names) {
    widest = std::max(widest, text_width(shortened(name, kNameLength)));
  }
  return widest + 12.0;
}

std::pair<double, double> range_of(const RunMetrics& run, const std::string& speaker,
                                   double Score::*figure) {
  double low = 1.0, high = 0.0;
  for (const SeedMetrics& seed : run.seeds) {
    const auto found = seed.speakers.find(speaker);
    if (found == seed.speakers.end()) continue;
    low = std::min(low, found->second.*figure);
    high = std::max(high, found->second.*figure);
  }
  return {low, high};
}

double lowest(const RunMetrics& run) {
  double low = 1.0;
  for (const SeedMetrics& seed : run.seeds) {
    for (const auto& [name, score] : seed.speakers) low = std::min({low, score.wa, score.ua});
  }
  return std::min(0.9, std::floor(low * 10.0) / 10.0);
}

void draw_key(Svg& svg, double x, const RunMetrics& run) {
  svg.circle({x + 5, 10}, 5, "one").text({x + 14, 14}, "WA", "soft small");
  svg.diamond({x + 52, 10}, 6, "two").text({x + 62, 14}, "UA", "soft small");
  if (run.seeds.size() < 2) return;
  svg.line({x + 94, 10}, {x + 116, 10}, "one-line");
  svg.text({x + 122, 14}, "range over seeds", "soft small");
}

void draw_speaker(Svg& svg, const Plot& plot, const RunMetrics& run, const std::string& speaker,
                  double middle) {
  const auto draw_range = [&](double Score::*figure, double y, const char* classes) {
    if (run.seeds.size() < 2) return;
    const auto [low, high] = range_of(run, speaker, figure);
    svg.line({plot.x.at(low), y}, {plot.x.at(high), y}, classes);
  };
  const Group group{"speakers", speaker};
  draw_range(&Score::wa, middle - 3.5, "one-line");
  draw_range(&Score::ua, middle + 3.5, "two-line");
  svg.circle({plot.x.at(group_quantity(run, group, "wa").mean.share), middle - 3.5}, 5, "one");
  svg.diamond({plot.x.at(group_quantity(run, group, "ua").mean.share), middle + 3.5}, 6, "two");
}

}  // namespace

Figure speaker_figure(const RunMetrics& run) {
  const auto names = speakers_of(run);
  const double left = name_width(names);
  const double height = kRow * static_cast<double>(names.size());
  const Plot plot({left, kTop, kPlotWidth, height}, lowest(run), 1.0, 0.0, 1.0);
  Svg svg;
  draw_key(svg, left, run);
  plot.draw_x(svg, {"share of utterances (WA), mean over classes (UA)", true, 5});
  double middle = kTop + kRow / 2;
  for (const std::string& name : names) {
    svg.text({left - 8, middle + 4}, shortened(name, kNameLength), "end");
    svg.line({left, middle + kRow / 2}, {left + kPlotWidth, middle + kRow / 2}, "grid");
    draw_speaker(svg, plot, run, name, middle);
    middle += kRow;
  }
  svg.rect(plot.box, "frame");
  return {"accuracy-by-speaker", "Accuracy by speaker: WA and UA, in percent",
          left + kPlotWidth + 20, kTop + height + 38, svg.str()};
}

Figure speaker_class_figure(const RunMetrics& run) {
  constexpr double kCell = 26.0;
  const auto names = speakers_of(run);
  const double left = name_width(names);
  double width = 52.0;
  for (const auto& label : run.labels) {
    width = std::max(width, text_width(shortened(label, 14), 12) + 8);
  }
  Svg svg;
  for (std::size_t j = 0; j < run.labels.size(); ++j) {
    svg.text({left + (static_cast<double>(j) + 0.5) * width, 16}, shortened(run.labels[j], 14),
             "mid");
  }
  for (std::size_t i = 0; i < names.size(); ++i) {
    const double y = 24 + static_cast<double>(i) * kCell;
    svg.text({left - 8, y + kCell / 2 + 4}, shortened(names[i], kNameLength), "end");
    for (std::size_t j = 0; j < run.labels.size(); ++j) {
      const auto recall = group_recall(run, {"speakers", names[i]}, run.labels[j]);
      const double share = recall ? recall->mean.share : 0.0;
      const double x = left + static_cast<double>(j) * width;
      svg.rect({x + 1, y + 1, width - 2, kCell - 2}, recall ? cell_class(share, true) : "track");
      svg.text({x + width / 2, y + kCell / 2 + 4}, recall ? percent(share, 0) : "–",
               recall ? cell_text_class(share, true) + " mid" : "soft mid");
    }
  }
  return {"recall-by-speaker-and-class",
          "Recall by speaker and class, in percent, mean over seeds; – where a speaker has none",
          left + width * static_cast<double>(run.labels.size()) + 2,
          26 + kCell * static_cast<double>(names.size()), svg.str()};
}

}  // namespace emovox::evaluation
