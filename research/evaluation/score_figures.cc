#include "evaluation/score_figures.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <set>
#include <utility>

#include "evaluation/figure_style.h"
#include "evaluation/html.h"
#include "evaluation/quantity.h"
#include "evaluation/svg.h"

namespace emovox::evaluation {

// --- The confusion matrix -----------------------------------------------------------------------

namespace {

constexpr double kConfusionCellHeight = 42.0;
constexpr double kConfusionCellWidth = 62.0;
constexpr double kConfusionHead = 44.0;            // above the cells
constexpr std::size_t kConfusionLabelLength = 16;  // characters

struct ConfusionLayout {
  double left = 0.0;  // before the cells
  double cell = 0.0;  // width
};

ConfusionLayout layout_of(const RunMetrics& run) {
  double widest = 0.0;
  for (const std::string& label : run.labels) {
    widest = std::max(widest, text_width(shortened(label, kConfusionLabelLength)));
  }
  return {widest + 14.0, std::max(kConfusionCellWidth, widest + 8.0)};
}

struct ConfusionCell {
  std::size_t truth = 0;
  std::size_t predicted = 0;
};

void draw_confusion_cell(Svg& svg, const RunMetrics& run, const Box& box,
                         const ConfusionCell& place, const std::vector<std::size_t>& row) {
  const std::size_t support = std::accumulate(row.begin(), row.end(), std::size_t{0});
  const std::size_t count = row[place.predicted];
  const double share =
      support == 0 ? 0.0 : static_cast<double>(count) / static_cast<double>(support);
  const bool right = place.truth == place.predicted;
  const std::string text = cell_text_class(share, right) + " mid";
  // The sum over seeds of these counts in metrics.json.
  const std::string at = "data-metric=\"/seeds/*/confusion/" + std::to_string(place.truth) + "/" +
                         std::to_string(place.predicted) + "\"";
  svg.open_group(run.labels[place.truth] + " predicted as " + run.labels[place.predicted]);
  svg.rect(box, cell_class(share, right));
  const double middle = box.x + box.width / 2;
  svg.text({middle, box.y + 19}, support == 0 ? "–" : percent(share, 1) + " %", text);
  svg.text({middle, box.y + 34}, std::to_string(count), text + " small", at);
  svg.close_group();
}

}  // namespace

Figure confusion_figure(const RunMetrics& run) {
  const Confusion counts = summed_confusion(run);
  const ConfusionLayout layout = layout_of(run);
  const auto size = static_cast<double>(counts.size());
  Svg svg;
  svg.text({layout.left + size * layout.cell / 2, 14}, "predicted", "soft mid");
  svg.text({layout.left - 8, kConfusionHead - 8}, "truth", "soft end");
  for (std::size_t i = 0; i < counts.size(); ++i) {
    const std::string label = shortened(run.labels[i], kConfusionLabelLength);
    const double y = kConfusionHead + static_cast<double>(i) * kConfusionCellHeight;
    svg.text({layout.left + (static_cast<double>(i) + 0.5) * layout.cell, kConfusionHead - 8},
             label, "mid");
    svg.text({layout.left - 8, y + kConfusionCellHeight / 2 + 4}, label, "end");
    for (std::size_t j = 0; j < counts.size(); ++j) {
      const double x = layout.left + static_cast<double>(j) * layout.cell;
      draw_confusion_cell(svg, run, {x + 1, y + 1, layout.cell - 2, kConfusionCellHeight - 2},
                          {i, j}, counts[i]);
    }
  }
  return {"confusion", "Confusion: rows are the truth, columns the prediction",
          layout.left + size * layout.cell + 2, kConfusionHead + size * kConfusionCellHeight + 2,
          svg.str()};
}

// --- Recall by class ----------------------------------------------------------------------------

namespace {

constexpr double kClassRow = 28.0;
constexpr double kClassBar = 14.0;
constexpr double kClassTop = 30.0;
constexpr double kClassBarsWidth = 320.0;
constexpr std::size_t kClassLabelLength = 18;

double label_width(const std::vector<std::string>& labels) {
  double widest = 0.0;
  for (const auto& label : labels) {
    widest = std::max(widest, text_width(shortened(label, kClassLabelLength)));
  }
  return widest + 12.0;
}

void draw_class_key(Svg& svg, double x, const RunMetrics& run, bool listeners) {
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
  svg.rect({plot.box.x, middle - kClassBar / 2, plot.box.width, kClassBar}, "track", 2);
  if (!recall) {
    svg.text({plot.box.right() + 10, middle + 4}, "–", "soft");
    return;
  }
  svg.rect(
      {plot.box.x, middle - kClassBar / 2, plot.x.at(recall->mean.share) - plot.box.x, kClassBar},
      "one", 2);
  for (const SeedMetrics& seed : run.seeds) {
    const auto found = seed.recall.find(label);
    if (run.seeds.size() < 2 || found == seed.recall.end()) continue;
    svg.circle({plot.x.at(found->second), middle}, 3, "dot");
  }
  svg.text({plot.box.right() + 10, middle + 4}, quantity_text(*recall));
}

}  // namespace

Figure class_figure(const RunMetrics& run, const std::optional<HumanListeners>& listeners) {
  const double left = label_width(run.labels);
  const double height = kClassRow * static_cast<double>(run.labels.size());
  const Plot plot({left, kClassTop, kClassBarsWidth, height}, 0.0, 1.0, 0.0, 1.0);
  Svg svg;
  draw_class_key(svg, left, run, listeners.has_value());
  plot.draw_x(svg, {"recall", true, 5});
  double middle = kClassTop + kClassRow / 2;
  for (const std::string& label : run.labels) {
    svg.text({left - 8, middle + 4}, shortened(label, kClassLabelLength), "end");
    draw_class(svg, plot, run, label, middle);
    if (listeners && listeners->by_class.contains(label)) {
      svg.rect({plot.x.at(listeners->by_class.at(label)) - 1.5, middle - 11, 3, 22}, "two");
    }
    middle += kClassRow;
  }
  return {"recall-by-class", "Recall by class, in percent", left + kClassBarsWidth + 110,
          kClassTop + height + 38, svg.str()};
}

// --- By speaker ---------------------------------------------------------------------------------

namespace {

constexpr double kSpeakerRow = 24.0;
constexpr double kSpeakerTop = 30.0;
constexpr double kSpeakerPlotWidth = 360.0;
constexpr std::size_t kSpeakerNameLength = 18;

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
    widest = std::max(widest, text_width(shortened(name, kSpeakerNameLength)));
  }
  return widest + 12.0;
}

std::pair<double, double> range_of(const RunMetrics& run, const std::string& speaker,
                                   double Score::*metric) {
  double low = 1.0, high = 0.0;
  for (const SeedMetrics& seed : run.seeds) {
    const auto found = seed.speakers.find(speaker);
    if (found == seed.speakers.end()) continue;
    low = std::min(low, found->second.*metric);
    high = std::max(high, found->second.*metric);
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

void draw_speaker_key(Svg& svg, double x, const RunMetrics& run) {
  svg.circle({x + 5, 10}, 5, "one").text({x + 14, 14}, "WA", "soft small");
  svg.diamond({x + 52, 10}, 6, "two").text({x + 62, 14}, "UA", "soft small");
  if (run.seeds.size() < 2) return;
  svg.line({x + 94, 10}, {x + 116, 10}, "one-line");
  svg.text({x + 122, 14}, "range over seeds", "soft small");
}

void draw_speaker(Svg& svg, const Plot& plot, const RunMetrics& run, const std::string& speaker,
                  double middle) {
  const auto draw_range = [&](double Score::*metric, double y, const char* classes) {
    if (run.seeds.size() < 2) return;
    const auto [low, high] = range_of(run, speaker, metric);
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
  const double height = kSpeakerRow * static_cast<double>(names.size());
  const Plot plot({left, kSpeakerTop, kSpeakerPlotWidth, height}, lowest(run), 1.0, 0.0, 1.0);
  Svg svg;
  draw_speaker_key(svg, left, run);
  plot.draw_x(svg, {"share of utterances (WA), mean over classes (UA)", true, 5});
  double middle = kSpeakerTop + kSpeakerRow / 2;
  for (const std::string& name : names) {
    svg.text({left - 8, middle + 4}, shortened(name, kSpeakerNameLength), "end");
    svg.line({left, middle + kSpeakerRow / 2}, {left + kSpeakerPlotWidth, middle + kSpeakerRow / 2},
             "grid");
    draw_speaker(svg, plot, run, name, middle);
    middle += kSpeakerRow;
  }
  svg.rect(plot.box, "frame");
  return {"accuracy-by-speaker", "Accuracy by speaker: WA and UA, in percent",
          left + kSpeakerPlotWidth + 20, kSpeakerTop + height + 38, svg.str()};
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
    svg.text({left - 8, y + kCell / 2 + 4}, shortened(names[i], kSpeakerNameLength), "end");
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
