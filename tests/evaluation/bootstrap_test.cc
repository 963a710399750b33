#include "evaluation/bootstrap.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

#include "evaluation/make_table.h"
#include "evaluation/metrics.h"
#include "expect_error.h"

namespace emovox::evaluation {
namespace {

/// 6 speakers with different numbers of utterances in 4 folds, 2 seeds.
PredictionTable several_speakers() {
  std::mt19937_64 random(7);
  PredictionTable table{{"a", "b", "c"}, {}};
  for (int i = 0; i < 240; ++i) {
    const std::size_t speaker = std::min<std::size_t>(random() % 9, 5);
    const std::string truth = table.labels[random() % 3];
    const std::string predicted = random() % 6 < speaker ? truth : table.labels[random() % 3];
    table.rows.push_back(row(table, std::to_string(speaker % 4), truth, predicted, random() % 2));
    table.rows.back().speaker = "s" + std::to_string(speaker);
  }
  return table;
}

/// `table` with every speaker's rows repeated `times` times.
PredictionTable repeated(const PredictionTable& table, const std::vector<std::size_t>& times) {
  PredictionTable drawn{table.labels, {}};
  for (const PredictionRow& row : table.rows) {
    for (std::size_t i = 0; i < times[row.speaker[1] - '0']; ++i) drawn.rows.push_back(row);
  }
  return drawn;
}

/// Numpy's quantile of sorted values.
double quantile(std::vector<double> values, double q) {
  std::sort(values.begin(), values.end());
  const double place = q * static_cast<double>(values.size() - 1);
  const auto below = static_cast<std::size_t>(place);
  if (below + 1 == values.size()) return values[below];
  return std::lerp(values[below], values[below + 1], place - static_cast<double>(below));
}

TEST(Bootstrap, DrawsAsManySpeakersAsThereAre) {
  BootstrapSampler sampler(7, 3);
  std::vector<std::size_t> sums(7, 0);
  for (int i = 0; i < 7000; ++i) {
    const auto& times = sampler.next();
    ASSERT_EQ(std::accumulate(times.begin(), times.end(), std::size_t{0}), 7u);
    for (std::size_t j = 0; j < 7; ++j) sums[j] += times[j];
  }
  for (const std::size_t sum : sums) EXPECT_NEAR(static_cast<double>(sum), 7000, 4 * 78);  // 4 σ
}

// The mean of two of {0, 1} is 0, 1/2 or 1 with probabilities 1/4, 1/2, 1/4.
TEST(Bootstrap, HasTheExactQuantilesForTwoSpeakers) {
  const std::vector<double> values{0.0, 1.0};
  const auto wide = bootstrap_mean(values);
  ASSERT_TRUE(wide);
  EXPECT_EQ(wide->low, 0.0);
  EXPECT_EQ(wide->high, 1.0);
  const auto narrow = bootstrap_mean(values, {.level = 0.4});
  EXPECT_EQ(narrow->low, 0.5);
  EXPECT_EQ(narrow->high, 0.5);
}

// Of many values the mean is normal: its interval is mean ± 1.959964 σ / √n.
TEST(Bootstrap, ApproachesTheNormalIntervalForManyValues) {
  std::mt19937_64 random(5);
  std::vector<double> values;
  for (int i = 0; i < 400; ++i) values.push_back(static_cast<double>(random() % 1000) / 1000.0);
  const Spread known = spread(values);
  const double half = 1.959964 * known.std * std::sqrt(399.0 / 400) / std::sqrt(400.0);
  const auto interval = bootstrap_mean(values);
  EXPECT_NEAR(interval->low, known.mean - half, 0.04 * half);
  EXPECT_NEAR(interval->high, known.mean + half, 0.04 * half);
}

// Where each speaker is a fold, the fold mean is a mean of the metrics of the speakers.
TEST(Bootstrap, EqualsTheBootstrapOfAMeanIfFoldsAreSpeakers) {
  PredictionTable table = several_speakers();
  for (PredictionRow& row : table.rows) row.fold = row.speaker, row.seed = 0;
  const SeedMetrics seed = compute_metrics(table).seeds[0];
  std::vector<double> ua;
  for (const auto& [speaker, score] : seed.speakers) ua.push_back(score.ua);
  const auto intervals = bootstrap_intervals(table);
  const auto mean = bootstrap_mean(ua);
  ASSERT_TRUE(intervals && mean);
  EXPECT_NEAR(intervals->ua_mean_folds.low, mean->low, 1e-12);
  EXPECT_NEAR(intervals->ua_mean_folds.high, mean->high, 1e-12);
  EXPECT_EQ(intervals->speakers, 6u);
  EXPECT_EQ(intervals->resamples, 10000u);
}

/// The metrics of one seed of a table with speakers repeated, by the definition.
SummaryMetrics by_definition(const PredictionTable& drawn, std::uint64_t seed,
                             const std::vector<std::size_t>& times, bool mean_folds) {
  std::vector<std::size_t> all;
  std::map<std::string, std::vector<std::size_t>> folds;
  for (std::size_t i = 0; i < drawn.rows.size(); ++i) {
    if (drawn.rows[i].seed != seed) continue;
    all.push_back(i);
    folds[drawn.rows[i].fold].push_back(i);
  }
  const Score pooled = score(drawn, all);
  if (!mean_folds) return {pooled.wa, pooled.ua, pooled.macro_f1};
  SummaryMetrics sum;
  double weights = 0.0;
  for (const auto& [fold, rows] : folds) {
    const auto place = static_cast<std::size_t>(fold[0] - '0');
    // Folds 0 and 1 test speakers 0, 4 and 1, 5; folds 2 and 3 test one speaker each.
    const double weight = place < 2 ? static_cast<double>(times[place] + times[place + 4]) / 2.0
                                    : static_cast<double>(times[place]);
    const Score of_fold = score(drawn, rows);
    sum.wa += weight * of_fold.wa;
    sum.ua += weight * of_fold.ua;
    sum.macro_f1 += weight * of_fold.macro_f1;
    weights += weight;
  }
  return {sum.wa / weights, sum.ua / weights, sum.macro_f1 / weights};
}

class BootstrapBothWays : public ::testing::TestWithParam<bool> {};
INSTANTIATE_TEST_SUITE_P(MeanFoldsAndPooled, BootstrapBothWays, ::testing::Bool());

TEST_P(BootstrapBothWays, EqualsMetricsOfTablesWithRepeatedSpeakers) {
  const PredictionTable table = several_speakers();
  constexpr std::size_t kResamples = 60;
  BootstrapSampler sampler(6, 11);
  std::vector<double> wa, ua, f1;
  for (std::size_t i = 0; i < kResamples; ++i) {
    const auto& times = sampler.next();
    const PredictionTable drawn = repeated(table, times);
    const SummaryMetrics first = by_definition(drawn, 0, times, GetParam());
    const SummaryMetrics second = by_definition(drawn, 1, times, GetParam());
    wa.push_back((first.wa + second.wa) / 2);
    ua.push_back((first.ua + second.ua) / 2);
    f1.push_back((first.macro_f1 + second.macro_f1) / 2);
  }
  const auto found = bootstrap_intervals(table, {kResamples, 0.8, 11});
  ASSERT_TRUE(found);
  const auto expect = [](const Interval& interval, const std::vector<double>& values) {
    EXPECT_NEAR(interval.low, quantile(values, 0.1), 1e-12);
    EXPECT_NEAR(interval.high, quantile(values, 0.9), 1e-12);
  };
  expect(GetParam() ? found->wa_mean_folds : found->wa_pooled, wa);
  expect(GetParam() ? found->ua_mean_folds : found->ua_pooled, ua);
  expect(GetParam() ? found->macro_f1_mean_folds : found->macro_f1_pooled, f1);
}

// All rows of a speaker stay together. If single rows were drawn, the interval would be narrow.
TEST(Bootstrap, KeepsSpeakersWhole) {
  PredictionTable table{{"a", "b"}, {}};
  for (int i = 0; i < 400; ++i) {
    const bool good = i % 2 == 0;
    table.rows.push_back(row(table, good ? "good" : "bad", "a", good ? "a" : "b"));
  }
  const auto intervals = bootstrap_intervals(table);
  EXPECT_EQ(intervals->wa_pooled.low, 0.0);
  EXPECT_EQ(intervals->wa_pooled.high, 1.0);
}

TEST(Bootstrap, ContainsTheMetricAndIsOrdered) {
  const PredictionTable table = several_speakers();
  const RunMetrics run = compute_metrics(table);
  ASSERT_TRUE(run.intervals);
  const auto holds = [](const Interval& interval, const Spread& metric) {
    EXPECT_LT(interval.low, metric.mean);
    EXPECT_GT(interval.high, metric.mean);
  };
  holds(run.intervals->wa_mean_folds, run.wa_mean_folds);
  holds(run.intervals->ua_mean_folds, run.ua_mean_folds);
  holds(run.intervals->macro_f1_mean_folds, run.macro_f1_mean_folds);
  holds(run.intervals->wa_pooled, run.wa_pooled);
  holds(run.intervals->ua_pooled, run.ua_pooled);
  holds(run.intervals->macro_f1_pooled, run.macro_f1_pooled);
}

TEST(Bootstrap, DoesNotDependOnTheOrderOfRows) {
  PredictionTable table = several_speakers();
  const auto before = bootstrap_intervals(table, {.resamples = 100});
  std::shuffle(table.rows.begin(), table.rows.end(), std::mt19937_64(1));
  const auto after = bootstrap_intervals(table, {.resamples = 100});
  EXPECT_EQ(before->ua_mean_folds.low, after->ua_mean_folds.low);
  EXPECT_EQ(before->macro_f1_pooled.high, after->macro_f1_pooled.high);
}

TEST(Bootstrap, HasNoIntervalForOneSpeaker) {
  PredictionTable table = by_hand();
  for (PredictionRow& row : table.rows) row.speaker = "one";
  EXPECT_FALSE(bootstrap_intervals(table));
  EXPECT_FALSE(compute_metrics(table).intervals);
  EXPECT_FALSE(bootstrap_mean(std::vector<double>{0.5}));
}

TEST(Bootstrap, RefusesInvalidInput) {
  EXPECT_ERROR(bootstrap_intervals({{"a"}, {}}), invalid_argument, "no rows");
  EXPECT_ERROR(bootstrap_intervals(by_hand(), {.resamples = 0}), invalid_argument, "resamples");
  EXPECT_ERROR(bootstrap_intervals(by_hand(), {.level = 1.0}), invalid_argument, "level");
  EXPECT_ERROR(bootstrap_mean(std::vector<double>{0, 1}, {.level = std::nan("")}), invalid_argument,
               "level");
}

}  // namespace
}  // namespace emovox::evaluation
