#include "evaluation/metrics.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "emovox/error.h"

namespace emovox::evaluation {
namespace {

using Rows = std::vector<std::size_t>;

/// Figures come from counts alone, so that the order of rows cannot change a digit.
class Counts {
 public:
  explicit Counts(const PredictionTable& table)
      : table_(table),
        confusion_(table.labels.size(), std::vector<std::size_t>(table.labels.size(), 0)) {}

  void add(const PredictionRow& row) { ++confusion_[label(row.emotion)][label(row.predicted)]; }

  Score score() const {
    Score score;
    std::size_t right = 0;
    for (std::size_t truth = 0; truth < confusion_.size(); ++truth) {
      const auto& row = confusion_[truth];
      const std::size_t spoken = std::accumulate(row.begin(), row.end(), std::size_t{0});
      score.count += spoken;
      right += row[truth];
      if (spoken == 0) {
        score.absent.push_back(table_.labels[truth]);
      } else {
        const double recall = static_cast<double>(row[truth]) / static_cast<double>(spoken);
        score.recall[table_.labels[truth]] = recall;
        score.ua += recall;
      }
    }
    score.wa = static_cast<double>(right) / static_cast<double>(score.count);
    score.ua /= static_cast<double>(score.recall.size());
    return score;
  }

  const Confusion& confusion() const { return confusion_; }

 private:
  std::size_t label(const std::string& name) const {
    const auto found = std::find(table_.labels.begin(), table_.labels.end(), name);
    if (found != table_.labels.end()) {
      return static_cast<std::size_t>(found - table_.labels.begin());
    }
    throw Error(ErrorCode::invalid_argument, "predictions", "label '" + name + "'",
                "must be one of the table's labels");
  }

  const PredictionTable& table_;
  Confusion confusion_;
};

Counts count(const PredictionTable& table, const Rows& rows) {
  if (rows.empty()) {
    throw Error(ErrorCode::invalid_argument, "predictions", "no rows", "must be at least one");
  }
  Counts counts(table);
  for (const std::size_t i : rows) counts.add(table.rows.at(i));
  return counts;
}

std::map<std::string, Score> score_groups(const PredictionTable& table, const Rows& rows,
                                          std::string PredictionRow::*group) {
  std::map<std::string, Rows> groups;
  for (const std::size_t i : rows) groups[table.rows[i].*group].push_back(i);
  std::map<std::string, Score> scores;
  for (const auto& [name, members] : groups) scores[name] = score(table, members);
  return scores;
}

double mean_of(const std::map<std::string, Score>& scores, double Score::*figure) {
  double sum = 0.0;
  for (const auto& [name, score] : scores) sum += score.*figure;
  return sum / static_cast<double>(scores.size());
}

SeedMetrics seed_metrics(const PredictionTable& table, std::uint64_t seed, const Rows& rows) {
  const Counts counts = count(table, rows);
  const Score pooled = counts.score();
  SeedMetrics metrics;
  metrics.seed = seed;
  metrics.wa_pooled = pooled.wa;
  metrics.ua_pooled = pooled.ua;
  metrics.recall = pooled.recall;
  metrics.confusion = counts.confusion();
  metrics.folds = score_groups(table, rows, &PredictionRow::fold);
  metrics.speakers = score_groups(table, rows, &PredictionRow::speaker);
  metrics.wa_mean_folds = mean_of(metrics.folds, &Score::wa);
  metrics.ua_mean_folds = mean_of(metrics.folds, &Score::ua);
  return metrics;
}

Spread spread_of(const std::vector<SeedMetrics>& seeds, double SeedMetrics::*figure) {
  std::vector<double> values;
  for (const SeedMetrics& seed : seeds) values.push_back(seed.*figure);
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

Score score(const PredictionTable& table, const Rows& rows) { return count(table, rows).score(); }

RunMetrics compute_metrics(const PredictionTable& table) {
  std::map<std::uint64_t, Rows> by_seed;
  for (std::size_t i = 0; i < table.rows.size(); ++i) by_seed[table.rows[i].seed].push_back(i);
  if (by_seed.empty()) {
    throw Error(ErrorCode::invalid_argument, "predictions", "no rows", "must be at least one");
  }
  RunMetrics run;
  run.labels = table.labels;
  for (const auto& [seed, rows] : by_seed) run.seeds.push_back(seed_metrics(table, seed, rows));
  run.wa_mean_folds = spread_of(run.seeds, &SeedMetrics::wa_mean_folds);
  run.ua_mean_folds = spread_of(run.seeds, &SeedMetrics::ua_mean_folds);
  run.wa_pooled = spread_of(run.seeds, &SeedMetrics::wa_pooled);
  run.ua_pooled = spread_of(run.seeds, &SeedMetrics::ua_pooled);
  return run;
}

}  // namespace emovox::evaluation
