#include "evaluation/bootstrap.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

#include "evaluation/make_table.h"
#include "expect_error.h"

namespace emovox::evaluation {
namespace {

/// 6 speakers in 4 folds, 2 seeds, which say unequally much.
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

/// `table` with every speaker's rows so many times over.
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

TEST(Bootstrap, DrawsAsManyAsThereAre) {
  Resampler resampler(7, 3);
  std::vector<std::size_t> sums(7, 0);
  for (int i = 0; i < 7000; ++i) {
    const auto& times = resampler.next();
    ASSERT_EQ(std::accumulate(times.begin(), times.end(), std::size_t{0}), 7u);
    for (std::size_t j = 0; j < 7; ++j) sums[j] += times[j];
  }
  for (const std::size_t sum : sums) EXPECT_NEAR(static_cast<double>(sum), 7000, 4 * 78);  // 4 σ
}

// The mean of two of {0, 1} is 0, 1/2 or 1 with probabilities 1/4, 1/2, 1/4.
TEST(Bootstrap, HasTheQuantilesOfAMeanOfTwo) {
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
TEST(Bootstrap, IsNormalForManyValues) {
  std::mt19937_64 random(5);
  std::vector<double> values;
  for (int i = 0; i < 400; ++i) values.push_back(static_cast<double>(random() % 1000) / 1000.0);
  const Spread known = spread(values);
  const double half = 1.959964 * known.std * std::sqrt(399.0 / 400) / std::sqrt(400.0);
  const auto interval = bootstrap_mean(values);
  EXPECT_NEAR(interval->low, known.mean - half, 0.04 * half);
  EXPECT_NEAR(interval->high, known.mean + half, 0.04 * half);
}

// Where each speaker is a fold, the fold mean is a mean of the speakers' figures.
TEST(Bootstrap, OfFoldsIsThatOfAMean) {
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

TEST(Bootstrap, OfPooledFiguresIsThatOfTablesWithSpeakersRepeated) {
  const PredictionTable table = several_speakers();
  constexpr std::size_t kResamples = 60;
  Resampler resampler(6, 11);
  std::vector<double> wa, f1;
  for (std::size_t i = 0; i < kResamples; ++i) {
    double both_wa = 0.0;
    double both_f1 = 0.0;
    const PredictionTable drawn = repeated(table, resampler.next());
    for (std::uint64_t seed = 0; seed < 2; ++seed) {
      std::vector<std::size_t> rows;
      for (std::size_t j = 0; j < drawn.rows.size(); ++j) {
        if (drawn.rows[j].seed == seed) rows.push_back(j);
      }
      both_wa += score(drawn, rows).wa / 2;
      both_f1 += score(drawn, rows).macro_f1 / 2;
    }
    wa.push_back(both_wa), f1.push_back(both_f1);
  }
  const auto intervals = bootstrap_intervals(table, {kResamples, 0.8, 11});
  EXPECT_NEAR(intervals->wa_pooled.low, quantile(wa, 0.1), 1e-12);
  EXPECT_NEAR(intervals->wa_pooled.high, quantile(wa, 0.9), 1e-12);
  EXPECT_NEAR(intervals->macro_f1_pooled.low, quantile(f1, 0.1), 1e-12);
  EXPECT_NEAR(intervals->macro_f1_pooled.high, quantile(f1, 0.9), 1e-12);
}

// All of one speaker's rows stay together: were rows drawn, the interval would be narrow.
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

TEST(Bootstrap, HoldsTheFigureAndIsOrdered) {
  const PredictionTable table = several_speakers();
  const RunMetrics run = compute_metrics(table);
  ASSERT_TRUE(run.intervals);
  const auto holds = [](const Interval& interval, const Spread& figure) {
    EXPECT_LT(interval.low, figure.mean);
    EXPECT_GT(interval.high, figure.mean);
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

TEST(Bootstrap, RefusesWhatItCannotDo) {
  EXPECT_ERROR(bootstrap_intervals({{"a"}, {}}), invalid_argument, "no rows");
  EXPECT_ERROR(bootstrap_intervals(by_hand(), {.resamples = 0}), invalid_argument, "resamples");
  EXPECT_ERROR(bootstrap_intervals(by_hand(), {.level = 1.0}), invalid_argument, "level");
  EXPECT_ERROR(bootstrap_mean(std::vector<double>{0, 1}, {.level = std::nan("")}), invalid_argument,
               "level");
}

}  // namespace
}  // namespace emovox::evaluation
