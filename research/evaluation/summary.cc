#include "evaluation/summary.h"

#include <optional>

#include "evaluation/html.h"

namespace emovox::evaluation {
namespace {

std::string count_of(std::size_t count, const std::string& thing) {
  return std::to_string(count) + " " + thing + (count == 1 ? "" : "s");
}

std::string level_text(const Intervals& intervals) {
  const double share = 100.0 * intervals.level;
  const bool whole = share == static_cast<double>(static_cast<int>(share));
  return percent(intervals.level, whole ? 0 : 1) + " %";
}

std::string heading(const RunMetrics& run, std::string_view track) {
  std::string text(track);
  text += ", " + count_of(run.seeds[0].speakers.size(), "speaker") + ", " +
          count_of(run.seeds.size(), "seed") + ", %";
  if (run.seeds.size() > 1) text += ", mean ± std over seeds";
  if (run.intervals) {
    text += " [" + level_text(*run.intervals) + " interval, bootstrap over speakers]";
  }
  return text + "\n";
}

/// "77.68 ± 0.48 [72.11, 82.45]": without ± for one seed, without brackets for one speaker.
std::string figure(const Spread& value, bool several, const std::optional<Intervals>& intervals,
                   Interval Intervals::*which) {
  std::string text = percent(value.mean);
  if (several) text += " ± " + percent(value.std);
  if (!intervals) return text;
  const Interval& interval = (*intervals).*which;
  return text + " [" + percent(interval.low) + ", " + percent(interval.high) + "]";
}

struct Line {
  std::string name;
  bool several = false;  // seeds, so that there is a deviation
  std::optional<Intervals> intervals;
};

void append_mean_folds(std::string& text, const Line& line, const Spread& wa, const Spread& ua,
                       const Spread& f1) {
  text += line.name + "mean over folds  WA " +
          figure(wa, line.several, line.intervals, &Intervals::wa_mean_folds) + "  UA " +
          figure(ua, line.several, line.intervals, &Intervals::ua_mean_folds) + "  macro F1 " +
          figure(f1, line.several, line.intervals, &Intervals::macro_f1_mean_folds) + "\n";
}

void append_pooled(std::string& text, const Line& line, const Spread& wa, const Spread& ua,
                   const Spread& f1) {
  text += line.name + "pooled           WA " +
          figure(wa, line.several, line.intervals, &Intervals::wa_pooled) + "  UA " +
          figure(ua, line.several, line.intervals, &Intervals::ua_pooled) + "  macro F1 " +
          figure(f1, line.several, line.intervals, &Intervals::macro_f1_pooled) + "\n";
}

void append_ensemble(std::string& text, const EnsembleMetrics& ensemble) {
  const SeedMetrics& figures = ensemble.figures;
  const Line line{"ensemble of " + count_of(ensemble.members, "seed") + ", ", false,
                  ensemble.intervals};
  append_mean_folds(text, line, {figures.wa_mean_folds, 0}, {figures.ua_mean_folds, 0},
                    {figures.macro_f1_mean_folds, 0});
  append_pooled(text, line, {figures.wa_pooled, 0}, {figures.ua_pooled, 0},
                {figures.macro_f1_pooled, 0});
}

}  // namespace

std::string summary_text(const RunMetrics& run, std::string_view track) {
  std::string text = heading(run, track);
  const Line line{"", run.seeds.size() > 1, run.intervals};
  append_mean_folds(text, line, run.wa_mean_folds, run.ua_mean_folds, run.macro_f1_mean_folds);
  append_pooled(text, line, run.wa_pooled, run.ua_pooled, run.macro_f1_pooled);
  if (run.ensemble) append_ensemble(text, *run.ensemble);
  return text;
}

}  // namespace emovox::evaluation
