#include "evaluation/metrics.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "emovox/error.h"
#include "evaluation/bootstrap.h"
#include "evaluation/ensemble.h"

namespace emovox::evaluation {

// --- Counts by class ----------------------------------------------------------------------------

namespace {

double share(std::size_t part, std::size_t whole) {
  return whole == 0 ? 0.0 : static_cast<double>(part) / static_cast<double>(whole);
}

}  // namespace

double ClassCount::recall() const { return share(correct, support); }
double ClassCount::precision() const { return share(correct, predicted); }
double ClassCount::f1() const { return share(2 * correct, support + predicted); }

std::optional<std::size_t> find_label(const PredictionTable& table, const std::string& label) {
  const auto found = std::ranges::find(table.labels, label);
  if (found == table.labels.end()) return std::nullopt;
  return static_cast<std::size_t>(found - table.labels.begin());
}

std::size_t label_index(const PredictionTable& table, const std::string& label) {
  if (const auto index = find_label(table, label)) return *index;
  throw Error(ErrorCode::invalid_argument, "predictions", "label '" + label + "'",
              "must be one of the table's labels");
}

ClassCounts class_counts(const Confusion& confusion) {
  ClassCounts counts(confusion.size());
  for (std::size_t truth = 0; truth < confusion.size(); ++truth) {
    for (std::size_t said = 0; said < confusion.size(); ++said) {
      counts[truth].support += confusion[truth][said];
      counts[said].predicted += confusion[truth][said];
    }
    counts[truth].correct = confusion[truth][truth];
  }
  return counts;
}

void add_counts(ClassCounts& sum, const ClassCounts& some, std::size_t times) {
  for (std::size_t label = 0; label < sum.size(); ++label) {
    sum[label].support += times * some[label].support;
    sum[label].predicted += times * some[label].predicted;
    sum[label].correct += times * some[label].correct;
  }
}

SummaryMetrics summary_metrics(const ClassCounts& counts) {
  SummaryMetrics metrics;
  std::size_t support = 0;
  std::size_t correct = 0;
  std::size_t classes = 0;
  for (const ClassCount& count : counts) {
    if (count.support == 0) continue;
    support += count.support;
    correct += count.correct;
    ++classes;
    metrics.ua += count.recall();
    metrics.macro_f1 += count.f1();
  }
  if (classes == 0) return metrics;
  metrics.wa = share(correct, support);
  metrics.ua /= static_cast<double>(classes);
  metrics.macro_f1 /= static_cast<double>(classes);
  return metrics;
}

// --- Metrics of a run ---------------------------------------------------------------------------

namespace {

using Rows = std::vector<std::size_t>;

void check_any(const Rows& rows) {
  if (!rows.empty()) return;
  throw Error(ErrorCode::invalid_argument, "predictions", "no rows", "must be at least one");
}

Confusion confuse(const PredictionTable& table, const Rows& rows) {
  check_any(rows);
  Confusion confusion(table.labels.size(), std::vector<std::size_t>(table.labels.size(), 0));
  for (const std::size_t i : rows) {
    const PredictionRow& row = table.rows.at(i);
    ++confusion[label_index(table, row.emotion)][label_index(table, row.predicted)];
  }
  return confusion;
}

Score score_of(const std::vector<std::string>& labels, const ClassCounts& counts) {
  Score score;
  for (std::size_t i = 0; i < labels.size(); ++i) {
    score.count += counts[i].support;
    if (counts[i].support == 0) {
      score.absent.push_back(labels[i]);
      continue;
    }
    score.recall[labels[i]] = counts[i].recall();
    score.precision[labels[i]] = counts[i].precision();
    score.f1[labels[i]] = counts[i].f1();
  }
  const SummaryMetrics metrics = summary_metrics(counts);
  score.wa = metrics.wa;
  score.ua = metrics.ua;
  score.macro_f1 = metrics.macro_f1;
  return score;
}

std::map<std::string, Score> score_groups(const PredictionTable& table, const Rows& rows,
                                          std::string PredictionRow::*group) {
  std::map<std::string, Rows> groups;
  for (const std::size_t i : rows) groups[table.rows[i].*group].push_back(i);
  std::map<std::string, Score> scores;
  for (const auto& [name, members] : groups) scores[name] = score(table, members);
  return scores;
}

double mean_of(const std::map<std::string, Score>& scores, double Score::*metric) {
  double sum = 0.0;
  for (const auto& [name, score] : scores) sum += score.*metric;
  return sum / static_cast<double>(scores.size());
}

SeedMetrics seed_metrics(const PredictionTable& table, std::uint64_t seed, const Rows& rows) {
  SeedMetrics metrics;
  metrics.seed = seed;
  metrics.confusion = confuse(table, rows);
  const Score pooled = score_of(table.labels, class_counts(metrics.confusion));
  metrics.wa_pooled = pooled.wa;
  metrics.ua_pooled = pooled.ua;
  metrics.macro_f1_pooled = pooled.macro_f1;
  metrics.recall = pooled.recall;
  metrics.precision = pooled.precision;
  metrics.f1 = pooled.f1;
  metrics.folds = score_groups(table, rows, &PredictionRow::fold);
  metrics.speakers = score_groups(table, rows, &PredictionRow::speaker);
  metrics.wa_mean_folds = mean_of(metrics.folds, &Score::wa);
  metrics.ua_mean_folds = mean_of(metrics.folds, &Score::ua);
  metrics.macro_f1_mean_folds = mean_of(metrics.folds, &Score::macro_f1);
  return metrics;
}

std::optional<EnsembleMetrics> ensemble_metrics(const PredictionTable& table, std::size_t seeds) {
  const auto ensemble = seeds > 1 ? seed_ensemble(table) : std::nullopt;
  if (!ensemble) return std::nullopt;
  Rows all(ensemble->rows.size());
  std::iota(all.begin(), all.end(), std::size_t{0});
  return EnsembleMetrics{seeds, seed_metrics(*ensemble, 0, all), bootstrap_intervals(*ensemble)};
}

Spread spread_of(const std::vector<SeedMetrics>& seeds, double SeedMetrics::*metric) {
  std::vector<double> values;
  values.reserve(seeds.size());
  for (const SeedMetrics& seed : seeds) values.push_back(seed.*metric);
  return spread(values);
}

}  // namespace

Spread spread(const std::vector<double>& values) {
  if (values.empty()) return {};
  const auto count = static_cast<double>(values.size());
  const double mean = std::accumulate(values.begin(), values.end(), 0.0) / count;
  double squares = 0.0;
  for (const double value : values) squares += (value - mean) * (value - mean);
  return {mean, values.size() > 1 ? std::sqrt(squares / (count - 1.0)) : 0.0};
}

Score score(const PredictionTable& table, const Rows& rows) {
  return score_of(table.labels, class_counts(confuse(table, rows)));
}

std::vector<SeedMetrics> metrics_by_seed(const PredictionTable& table) {
  std::map<std::uint64_t, Rows> by_seed;
  for (std::size_t i = 0; i < table.rows.size(); ++i) by_seed[table.rows[i].seed].push_back(i);
  check_any(by_seed.empty() ? Rows() : by_seed.begin()->second);
  std::vector<SeedMetrics> seeds;
  seeds.reserve(by_seed.size());
  for (const auto& [seed, rows] : by_seed) seeds.push_back(seed_metrics(table, seed, rows));
  return seeds;
}

Confusion summed_confusion(const RunMetrics& run) {
  Confusion sum(run.labels.size(), std::vector<std::size_t>(run.labels.size(), 0));
  for (const SeedMetrics& seed : run.seeds) {
    for (std::size_t truth = 0; truth < sum.size(); ++truth) {
      for (std::size_t said = 0; said < sum.size(); ++said) {
        sum[truth][said] += seed.confusion[truth][said];
      }
    }
  }
  return sum;
}

RunMetrics compute_metrics(const PredictionTable& table) {
  RunMetrics run;
  run.labels = table.labels;
  run.seeds = metrics_by_seed(table);
  run.wa_mean_folds = spread_of(run.seeds, &SeedMetrics::wa_mean_folds);
  run.ua_mean_folds = spread_of(run.seeds, &SeedMetrics::ua_mean_folds);
  run.wa_pooled = spread_of(run.seeds, &SeedMetrics::wa_pooled);
  run.ua_pooled = spread_of(run.seeds, &SeedMetrics::ua_pooled);
  run.macro_f1_mean_folds = spread_of(run.seeds, &SeedMetrics::macro_f1_mean_folds);
  run.macro_f1_pooled = spread_of(run.seeds, &SeedMetrics::macro_f1_pooled);
  run.intervals = bootstrap_intervals(table);
  run.ensemble = ensemble_metrics(table, run.seeds.size());
  return run;
}

}  // namespace emovox::evaluation
