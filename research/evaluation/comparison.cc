#include "evaluation/comparison.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <map>
#include <set>

#include "emovox/error.h"
#include "evaluation/bootstrap.h"
#include "evaluation/ensemble.h"
#include "evaluation/html.h"

namespace emovox::evaluation {

namespace {

using MetricOf = double Score::*;

struct ComparedMetric {
  std::string_view name;
  std::string_view mean_name;
  MetricOf metric;
};

constexpr ComparedMetric kMetrics[] = {{"WA", "WA, mean over speakers", &Score::wa},
                                       {"UA", "UA, mean over speakers", &Score::ua}};

/// One run with the data for comparisons.
struct Side {
  const RunResults& run;
  std::vector<SeedMetrics> seeds;
  PredictionTable ensemble;  // one row for each utterance, by file: the mean posterior over seeds
};

std::set<std::uint64_t> seeds_of(const RunResults& run) {
  std::set<std::uint64_t> seeds;
  for (const PredictionRow& row : run.table.rows) seeds.insert(row.seed);
  return seeds;
}

/// The rows of the lowest `count` seeds.
PredictionTable first_seeds(const RunResults& run, std::size_t count) {
  const std::set<std::uint64_t> seeds = seeds_of(run);
  PredictionTable table{run.table.labels, {}};
  for (const PredictionRow& row : run.table.rows) {
    const auto before = std::distance(seeds.begin(), seeds.find(row.seed));
    if (static_cast<std::size_t>(before) < count) table.rows.push_back(row);
  }
  return table;
}

/// `members`: the number of seeds whose mean posterior predicts.
Side side_of(const RunResults& run, std::size_t members) {
  auto ensemble = seed_ensemble(run.table);  // nothing if any seed lacks utterances
  if (ensemble) ensemble = seed_ensemble(first_seeds(run, members));
  if (ensemble) return {run, metrics_by_seed(run.table), std::move(*ensemble)};
  throw Error(ErrorCode::invalid_argument, run.name, "its seeds predicted different utterances",
              "must be a whole cross-validation");
}

/// Each speaker's metric, the mean over seeds, by name.
std::vector<double> by_speaker(const Side& side, MetricOf metric) {
  std::map<std::string, double> sums;
  for (const SeedMetrics& seed : side.seeds) {
    for (const auto& [speaker, score] : seed.speakers) sums[speaker] += score.*metric;
  }
  std::vector<double> means;
  means.reserve(sums.size());
  for (const auto& [speaker, sum] : sums) {
    means.push_back(sum / static_cast<double>(side.seeds.size()));
  }
  return means;
}

/// Each seed's metric of each fold.
std::vector<double> by_seed_and_fold(const Side& side, MetricOf metric) {
  std::vector<double> metrics;
  for (const SeedMetrics& seed : side.seeds) {
    for (const auto& [fold, score] : seed.folds) metrics.push_back(score.*metric);
  }
  return metrics;
}

/// Rounds far below the smallest possible difference of shares, so that equal differences are ties.
std::vector<double> differences(const std::vector<double>& first,
                                const std::vector<double>& second) {
  constexpr double kSteps = 1e12;
  std::vector<double> result;
  for (std::size_t i = 0; i < first.size(); ++i) {
    result.push_back(std::round((second[i] - first[i]) * kSteps) / kSteps);
  }
  return result;
}

void add_speaker_tests(Comparison& comparison, const Side& first, const Side& second) {
  for (const ComparedMetric& metric : kMetrics) {
    const auto before = by_speaker(first, metric.metric);
    const auto after = by_speaker(second, metric.metric);
    const auto change = differences(before, after);
    const double mean_before = spread(before).mean;
    const double mean_after = spread(after).mean;
    comparison.differences.push_back({metric.mean_name, mean_before, mean_after,
                                      mean_after - mean_before, bootstrap_mean(change)});
    for (const TestResult& result :
         {paired_t_test(change), wilcoxon_test(change), permutation_test(change)}) {
      comparison.tests.push_back({metric.name, "speaker", true, result, result.p});
    }
  }
}

void add_utterance_test(Comparison& comparison, const Side& first, const Side& second) {
  Discordance counts;
  counts.pairs = first.ensemble.rows.size();
  for (std::size_t i = 0; i < counts.pairs; ++i) {
    const PredictionRow& one = first.ensemble.rows[i];
    const PredictionRow& other = second.ensemble.rows[i];
    const bool by_first = one.predicted == one.emotion;
    const bool by_second = other.predicted == other.emotion;
    if (by_second && !by_first) ++counts.only_second;
    if (by_first && !by_second) ++counts.only_first;
  }
  const TestResult result = mcnemar_test(counts);
  comparison.tests.push_back({"WA", "utterance", true, result, result.p});
}

bool same_folds(const Side& first, const Side& second) {
  for (std::size_t i = 0; i < first.ensemble.rows.size(); ++i) {
    if (first.ensemble.rows[i].fold != second.ensemble.rows[i].fold) return false;
  }
  return true;
}

bool same_seeds(const Side& first, const Side& second) {
  return std::equal(first.seeds.begin(), first.seeds.end(), second.seeds.begin(),
                    second.seeds.end(),
                    [](const auto& one, const auto& other) { return one.seed == other.seed; });
}

void add_seed_fold_tests(Comparison& comparison, const Side& first, const Side& second) {
  if (!same_folds(first, second) || !same_seeds(first, second)) {
    comparison.notes.emplace_back("no pairs of seed × fold: the runs have other seeds or folds");
    return;
  }
  for (const ComparedMetric& metric : kMetrics) {
    const TestResult result = paired_t_test(differences(by_seed_and_fold(first, metric.metric),
                                                        by_seed_and_fold(second, metric.metric)));
    comparison.tests.push_back({metric.name, "seed × fold", false, result, result.p});
  }
}

void add_notes(Comparison& comparison, const Side& first, const Side& second) {
  if (first.seeds.size() != second.seeds.size()) {
    comparison.notes.push_back(
        "the runs have different numbers of seeds: McNemar's test takes " +
        std::to_string(std::min(first.seeds.size(), second.seeds.size())) +
        " of either, because the mean posterior of more seeds does better by itself");
  }
  if (!same_folds(first, second)) {
    comparison.notes.emplace_back("the folds differ: the models learnt from other speakers");
  }
  constexpr std::size_t kFewSpeakers = 6;  // 2 / 2⁵ > 0.05
  if (comparison.speakers < kFewSpeakers) {
    comparison.notes.emplace_back(
        "of so few speakers neither Wilcoxon's nor the permutation test can "
        "find p < 0.05");
  }
}

void correct(std::span<Comparison> comparisons) {
  std::vector<ComparisonTest*> tests;
  std::vector<double> p;
  for (Comparison& comparison : comparisons) {
    for (ComparisonTest& test : comparison.tests) {
      tests.push_back(&test);
      p.push_back(test.result.p);
    }
  }
  const std::vector<double> corrected = holm(p);
  for (std::size_t i = 0; i < tests.size(); ++i) tests[i]->p_holm = corrected[i];
}

}  // namespace

Comparison compare_runs(const RunResults& first, const RunResults& second,
                        const ComparisonOptions& options) {
  const std::size_t members = std::min(seeds_of(first).size(), seeds_of(second).size());
  const Side before = side_of(first, members);
  const Side after = side_of(second, members);
  check_comparable(first, second);
  Comparison comparison;
  comparison.first = first.name;
  comparison.second = second.name;
  comparison.track = first.track;
  comparison.speakers = before.seeds[0].speakers.size();
  comparison.utterances = before.ensemble.rows.size();
  comparison.seeds_of_first = before.seeds.size();
  comparison.seeds_of_second = after.seeds.size();
  add_speaker_tests(comparison, before, after);
  add_utterance_test(comparison, before, after);
  if (options.seed_folds) add_seed_fold_tests(comparison, before, after);
  add_notes(comparison, before, after);
  correct({&comparison, 1});
  return comparison;
}

std::vector<Comparison> compare_with_first(std::span<const RunResults> runs,
                                           const ComparisonOptions& options) {
  if (runs.size() < 2) {
    throw Error(ErrorCode::invalid_argument, "comparison", std::to_string(runs.size()) + " runs",
                "must be at least two");
  }
  std::vector<Comparison> comparisons;
  for (const RunResults& run : runs.subspan(1)) {
    comparisons.push_back(compare_runs(runs[0], run, options));
  }
  correct(comparisons);
  return comparisons;
}

namespace {

constexpr double kSignificance = 0.05;

std::string two_decimals(double p) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%.2f", p);
  return text.data();
}

/// How many tests of one metric there are, and how many are significant.
struct TestCounts {
  std::size_t tests = 0;
  std::size_t significant = 0;
  double smallest_p = 1.0;  // after correction
};

/// Counts only tests of independent pairs: the p of the others is too small.
TestCounts test_counts_of(const Comparison& comparison, std::string_view metric) {
  TestCounts found;
  for (const ComparisonTest& test : comparison.tests) {
    if (test.metric != metric || !test.independent) continue;
    ++found.tests;
    if (test.p_holm < kSignificance) ++found.significant;
    found.smallest_p = std::min(found.smallest_p, test.p_holm);
  }
  return found;
}

std::string test_counts_text(const TestCounts& found) {
  const std::string of = " of " + std::to_string(found.tests);
  if (found.significant > 0) {
    return "corrected p < 0.05 in " + std::to_string(found.significant) + of + " tests";
  }
  return "corrected p < 0.05 in none" + of + " tests (smallest " + two_decimals(found.smallest_p) +
         "): not distinguishable from chance";
}

}  // namespace

std::vector<std::string> conclusions(const Comparison& comparison) {
  std::vector<std::string> lines;
  for (const MetricDifference& one : comparison.differences) {
    const std::string metric(one.metric.substr(0, one.metric.find(',')));
    std::string line = metric + ": ";
    if (one.difference == 0.0) {
      line += comparison.first + " and " + comparison.second + " are equal; ";
    } else {
      const bool second = one.difference > 0.0;
      line += (second ? comparison.second : comparison.first) + " is " +
              percent(std::abs(one.difference)) + " points above " +
              (second ? comparison.first : comparison.second) + "; ";
    }
    lines.push_back(line + test_counts_text(test_counts_of(comparison, metric)) + ".");
  }
  return lines;
}

}  // namespace emovox::evaluation
