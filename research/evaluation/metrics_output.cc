#include "evaluation/metrics_output.h"

#include <nlohmann/json.hpp>
#include <optional>

#include "evaluation/html.h"
#include "text/number.h"

namespace emovox::evaluation {

// --- metrics.json -------------------------------------------------------------------------------

namespace {

using Json = nlohmann::ordered_json;

Json to_json(const Score& score) {
  return {{"count", score.count},   {"wa", score.wa},
          {"ua", score.ua},         {"macro_f1", score.macro_f1},
          {"recall", score.recall}, {"precision", score.precision},
          {"f1", score.f1},         {"absent", score.absent}};
}

Json to_json(const std::map<std::string, Score>& scores) {
  Json json = Json::object();
  for (const auto& [name, score] : scores) json[name] = to_json(score);
  return json;
}

Json to_json(const SeedMetrics& seed) {
  return {{"seed", seed.seed},
          {"wa_mean_folds", seed.wa_mean_folds},
          {"ua_mean_folds", seed.ua_mean_folds},
          {"wa_pooled", seed.wa_pooled},
          {"ua_pooled", seed.ua_pooled},
          {"macro_f1_mean_folds", seed.macro_f1_mean_folds},
          {"macro_f1_pooled", seed.macro_f1_pooled},
          {"recall", seed.recall},
          {"precision", seed.precision},
          {"f1", seed.f1},
          {"confusion", seed.confusion},
          {"folds", to_json(seed.folds)},
          {"speakers", to_json(seed.speakers)}};
}

Json to_json(const Interval& interval) { return {interval.low, interval.high}; }

Json to_json(const Intervals& intervals) {
  return {{"level", intervals.level},
          {"method", "percentile bootstrap over speakers"},
          {"resamples", intervals.resamples},
          {"speakers", intervals.speakers},
          {"wa_mean_folds", to_json(intervals.wa_mean_folds)},
          {"ua_mean_folds", to_json(intervals.ua_mean_folds)},
          {"wa_pooled", to_json(intervals.wa_pooled)},
          {"ua_pooled", to_json(intervals.ua_pooled)},
          {"macro_f1_mean_folds", to_json(intervals.macro_f1_mean_folds)},
          {"macro_f1_pooled", to_json(intervals.macro_f1_pooled)}};
}

Json to_json(const EnsembleMetrics& ensemble) {
  Json json{{"members", ensemble.members}};
  json.update(to_json(ensemble.metrics));
  json.erase("seed");
  if (ensemble.intervals) json["intervals"] = to_json(*ensemble.intervals);
  return json;
}

Json to_json(const CalibrationMetrics& metrics) {
  return {{"nll", metrics.nll}, {"brier", metrics.brier}, {"ece", metrics.ece}};
}

Json to_json(const SeedCalibration& seed) {
  Json json{{"seed", seed.seed}, {"before", to_json(seed.before)}};
  if (seed.after) json["after"] = to_json(*seed.after);
  if (seed.answered) {
    json["answered"] = {{"coverage", seed.answered->coverage},
                        {"accuracy", seed.answered->accuracy}};
  }
  for (const FoldCalibration& fold : seed.folds) {
    json["folds"][fold.fold] = {{"temperature", fold.calibration.temperature},
                                {"abstain_below", fold.calibration.abstain_below}};
  }
  return json;
}

Json to_json(const std::vector<SeedCalibration>& seeds) {
  Json json{{"bins", kReliabilityBins}, {"seeds", Json::array()}};
  for (const SeedCalibration& seed : seeds) json["seeds"].push_back(to_json(seed));
  return json;
}

using Pick = double Spread::*;

Json over(const std::vector<const Json*>& seeds, Pick pick);

Json over_objects(const std::vector<const Json*>& seeds, Pick pick) {
  Json result = Json::object();
  for (const Json* seed : seeds) {
    for (const auto& [key, unused] : seed->items()) {
      if (key == "seed" || result.contains(key)) continue;
      std::vector<const Json*> having;
      for (const Json* one : seeds) {
        if (one->contains(key)) having.push_back(&(*one)[key]);
      }
      result[key] = over(having, pick);
    }
  }
  return result;
}

Json over_arrays(const std::vector<const Json*>& seeds, Pick pick) {
  Json result = Json::array();
  for (std::size_t i = 0; i < seeds[0]->size(); ++i) {
    std::vector<const Json*> elements;
    elements.reserve(seeds.size());
    for (const Json* seed : seeds) elements.push_back(&(*seed)[i]);
    result.push_back(over(elements, pick));
  }
  return result;
}

bool all_equal(const std::vector<const Json*>& seeds) {
  for (const Json* seed : seeds) {
    if (*seed != *seeds[0]) return false;
  }
  return true;
}

/// One metric of all seeds → its spread; objects and arrays of metrics → the same of spreads. Lists
/// of words (the absent classes) are the same for every seed of one corpus; else they are left out.
Json over(const std::vector<const Json*>& seeds, Pick pick) {
  const Json& first = *seeds[0];
  if (first.is_object()) return over_objects(seeds, pick);
  const bool words = first.is_array() && (first.empty() || first[0].is_string());
  if (words) return all_equal(seeds) ? first : Json();
  if (first.is_array()) return over_arrays(seeds, pick);
  std::vector<double> values;
  values.reserve(seeds.size());
  for (const Json* seed : seeds) values.push_back(seed->get<double>());
  return spread(values).*pick;
}

}  // namespace

std::string metrics_json(const RunMetrics& run, std::string_view track,
                         const std::vector<SeedCalibration>& calibration) {
  Json seeds = Json::array();
  for (const SeedMetrics& seed : run.seeds) seeds.push_back(to_json(seed));
  std::vector<const Json*> each;
  for (const Json& seed : seeds) each.push_back(&seed);
  Json json{{"track", track}, {"labels", run.labels}};
  json["mean"] = each.empty() ? Json::object() : over(each, &Spread::mean);
  json["std"] = each.empty() ? Json::object() : over(each, &Spread::std);
  if (run.intervals) json["intervals"] = to_json(*run.intervals);
  if (run.ensemble) json["ensemble"] = to_json(*run.ensemble);
  if (!calibration.empty()) json["calibration"] = to_json(calibration);
  json["seeds"] = std::move(seeds);
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

// --- The summary on a terminal ------------------------------------------------------------------

namespace {

std::string level_text(const Intervals& intervals) {
  const double share = 100.0 * intervals.level;
  const bool whole = share == static_cast<double>(static_cast<int>(share));
  return percent(intervals.level, whole ? 0 : 1) + " %";
}

std::string heading(const RunMetrics& run, std::string_view track) {
  std::string text(track);
  text += ", " + text::counted(run.seeds[0].speakers.size(), "speaker") + ", " +
          text::counted(run.seeds.size(), "seed") + ", %";
  if (run.seeds.size() > 1) text += ", mean ± std over seeds";
  if (run.intervals) {
    text += " [" + level_text(*run.intervals) + " interval, bootstrap over speakers]";
  }
  return text + "\n";
}

/// "77.68 ± 0.48 [72.11, 82.45]": without ± for one seed, without brackets for one speaker.
std::string metric_text(const Spread& value, bool several,
                        const std::optional<Intervals>& intervals, Interval Intervals::*which) {
  std::string text = percent(value.mean);
  if (several) text += " ± " + percent(value.std);
  if (!intervals) return text;
  const Interval& interval = (*intervals).*which;
  return text + " [" + percent(interval.low) + ", " + percent(interval.high) + "]";
}

struct Line {
  std::string name;
  bool several = false;  // whether there are several seeds, hence a deviation
  std::optional<Intervals> intervals;
};

/// A metric over folds or over all utterances together, and the member with its interval.
struct LineMetric {
  Spread value;
  Interval Intervals::*interval;
};

void append_line(std::string& text, const Line& line, const LineMetric& wa, const LineMetric& ua,
                 const LineMetric& f1) {
  const auto of = [&](const LineMetric& metric) {
    return metric_text(metric.value, line.several, line.intervals, metric.interval);
  };
  text += line.name + "  WA " + of(wa) + "  UA " + of(ua) + "  macro F1 " + of(f1) + "\n";
}

/// Two lines; `metrics` has the six of RunMetrics or of SeedMetrics, Line::name begins each.
template <class Metrics>
void append_lines(std::string& text, const Line& line, const Metrics& metrics) {
  Line folds = line, pooled = line;
  folds.name += "mean over folds";
  pooled.name += "pooled         ";
  append_line(text, folds, {{metrics.wa_mean_folds}, &Intervals::wa_mean_folds},
              {{metrics.ua_mean_folds}, &Intervals::ua_mean_folds},
              {{metrics.macro_f1_mean_folds}, &Intervals::macro_f1_mean_folds});
  append_line(text, pooled, {{metrics.wa_pooled}, &Intervals::wa_pooled},
              {{metrics.ua_pooled}, &Intervals::ua_pooled},
              {{metrics.macro_f1_pooled}, &Intervals::macro_f1_pooled});
}

void append_ensemble(std::string& text, const EnsembleMetrics& ensemble) {
  const SeedMetrics& metrics = ensemble.metrics;
  const Line line{"ensemble of " + text::counted(ensemble.members, "seed") + ", ", false,
                  ensemble.intervals};
  append_lines(text, line, metrics);
}

}  // namespace

std::string summary_text(const RunMetrics& run, std::string_view track) {
  std::string text = heading(run, track);
  const Line line{"", run.seeds.size() > 1, run.intervals};
  append_lines(text, line, run);
  if (run.ensemble) append_ensemble(text, *run.ensemble);
  return text;
}

}  // namespace emovox::evaluation
