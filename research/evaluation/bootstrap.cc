#include "evaluation/bootstrap.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <set>
#include <tuple>

#include "emovox/error.h"
#include "evaluation/metrics.h"

namespace emovox::evaluation {
namespace {

void validate(const BootstrapOptions& options) {
  if (options.resamples < 1) {
    throw Error(ErrorCode::invalid_argument, "bootstrap", "0 resamples", "must be at least 1");
  }
  if (options.level > 0.0 && options.level < 1.0) return;
  throw Error(ErrorCode::invalid_argument, "bootstrap", "level " + std::to_string(options.level),
              "must lie between 0 and 1");
}

/// The counts of one speaker in one fold and seed.
struct Cell {
  std::size_t speaker = 0;  // index among all speakers
  ClassCounts counts;
};
using Fold = std::vector<Cell>;
using Seed = std::vector<Fold>;

struct Clusters {
  std::size_t speakers = 0;
  std::size_t labels = 0;
  std::vector<Seed> seeds;
};

Clusters cluster(const PredictionTable& table) {
  std::map<std::string, std::size_t> speakers;
  std::map<std::uint64_t, std::map<std::string, std::map<std::string, ClassCounts>>> counts;
  for (const PredictionRow& row : table.rows) {
    speakers[row.speaker];
    ClassCounts& cell = counts[row.seed][row.fold][row.speaker];
    cell.resize(table.labels.size());
    const std::size_t truth = label_index(table, row.emotion);
    const std::size_t said = label_index(table, row.predicted);
    ++cell[truth].support, ++cell[said].predicted;
    if (truth == said) ++cell[truth].correct;
  }
  Clusters clusters{speakers.size(), table.labels.size(), {}};
  std::size_t place = 0;
  for (auto& [name, index] : speakers) index = place++;
  for (auto& [seed, folds] : counts) {
    Seed& cells_of_seed = clusters.seeds.emplace_back();
    for (auto& [fold, cells] : folds) {
      Fold& cells_of_fold = cells_of_seed.emplace_back();
      for (auto& [name, cell] : cells) cells_of_fold.push_back({speakers[name], std::move(cell)});
    }
  }
  return clusters;
}

struct BothWays {
  SummaryMetrics mean_folds, pooled;
};

void add(SummaryMetrics& sum, const SummaryMetrics& some, double weight) {
  sum.wa += weight * some.wa;
  sum.ua += weight * some.ua;
  sum.macro_f1 += weight * some.macro_f1;
}

/// The metrics of one seed with each speaker counted as often as it was drawn (`times`); nothing
/// where none of its speakers was drawn.
std::optional<BothWays> resampled(const Seed& seed, std::size_t labels,
                                  const std::vector<std::size_t>& times) {
  ClassCounts pooled(labels);
  SummaryMetrics sum;
  double weights = 0.0;
  for (const Fold& fold : seed) {
    ClassCounts counts(labels);
    std::size_t drawn = 0;
    for (const Cell& cell : fold) {
      drawn += times[cell.speaker];
      add_counts(counts, cell.counts, times[cell.speaker]);
    }
    if (drawn == 0) continue;
    const double weight = static_cast<double>(drawn) / static_cast<double>(fold.size());
    add(sum, summary_metrics(counts), weight);
    add_counts(pooled, counts, 1);
    weights += weight;
  }
  if (weights == 0.0) return std::nullopt;
  BothWays both;
  add(both.mean_folds, sum, 1.0 / weights);
  both.pooled = summary_metrics(pooled);
  return both;
}

/// The mean over the seeds that have one of the drawn speakers; at least one seed has.
BothWays resampled(const Clusters& clusters, const std::vector<std::size_t>& times) {
  BothWays sum;
  double count = 0.0;
  for (const Seed& seed : clusters.seeds) {
    const auto both = resampled(seed, clusters.labels, times);
    if (!both) continue;
    add(sum.mean_folds, both->mean_folds, 1.0);
    add(sum.pooled, both->pooled, 1.0);
    count += 1.0;
  }
  BothWays mean;
  add(mean.mean_folds, sum.mean_folds, 1.0 / count);
  add(mean.pooled, sum.pooled, 1.0 / count);
  return mean;
}

/// The q-quantile of n sorted values, interpolated linearly at position q (n - 1), as
/// numpy.quantile does by default.
double quantile(const std::vector<double>& sorted, double q) {
  const double place = q * static_cast<double>(sorted.size() - 1);
  const auto below = static_cast<std::size_t>(place);
  const std::size_t above = std::min(below + 1, sorted.size() - 1);
  return sorted[below] + (place - std::floor(place)) * (sorted[above] - sorted[below]);
}

Interval interval_of(std::vector<double>& values, double level) {
  std::sort(values.begin(), values.end());
  return {quantile(values, (1.0 - level) / 2.0), quantile(values, (1.0 + level) / 2.0)};
}

std::array<double, 6> as_array(const BothWays& both) {
  return {both.mean_folds.wa, both.mean_folds.ua, both.mean_folds.macro_f1,
          both.pooled.wa,     both.pooled.ua,     both.pooled.macro_f1};
}

}  // namespace

const std::vector<std::size_t>& BootstrapSampler::next() {
  std::fill(times_.begin(), times_.end(), 0);
  for (std::size_t i = 0; i < times_.size(); ++i) ++times_[random_() % times_.size()];
  return times_;
}

std::optional<Intervals> bootstrap_intervals(const PredictionTable& table,
                                             const BootstrapOptions& options) {
  validate(options);
  if (table.rows.empty()) {
    throw Error(ErrorCode::invalid_argument, "predictions", "no rows", "must be at least one");
  }
  const Clusters clusters = cluster(table);
  if (clusters.speakers < 2) return std::nullopt;
  BootstrapSampler sampler(clusters.speakers, options.seed);
  std::array<std::vector<double>, 6> values;
  for (std::size_t i = 0; i < options.resamples; ++i) {
    const auto metrics = as_array(resampled(clusters, sampler.next()));
    for (std::size_t j = 0; j < metrics.size(); ++j) values[j].push_back(metrics[j]);
  }
  const auto interval = [&](std::size_t j) { return interval_of(values[j], options.level); };
  return Intervals{options.level, options.resamples, clusters.speakers, interval(0), interval(1),
                   interval(2),   interval(3),       interval(4),       interval(5)};
}

std::optional<Interval> bootstrap_mean(std::span<const double> values,
                                       const BootstrapOptions& options) {
  validate(options);
  if (values.size() < 2) return std::nullopt;
  BootstrapSampler sampler(values.size(), options.seed);
  std::vector<double> means(options.resamples);
  for (double& mean : means) {
    const std::vector<std::size_t>& times = sampler.next();
    for (std::size_t i = 0; i < values.size(); ++i) {
      mean += static_cast<double>(times[i]) * values[i];
    }
    mean /= static_cast<double>(values.size());
  }
  return interval_of(means, options.level);
}

}  // namespace emovox::evaluation
