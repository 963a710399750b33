#include "evaluation/metrics.h"

#include <algorithm>
#include <numeric>

#include "evaluation/make_table.h"
#include "expect_error.h"

namespace emovox::evaluation {

namespace {

// Of by_hand(): rows are truths, columns predictions.
const Confusion kByHand{{3, 1, 0}, {1, 1, 0}, {0, 1, 2}};

TEST(Counts, EqualRowsColumnsAndDiagonalOfTheConfusionMatrix) {
  const ClassCounts counts = class_counts(kByHand);
  ASSERT_EQ(counts.size(), 3u);
  EXPECT_EQ(counts[1].support, 2u);
  EXPECT_EQ(counts[1].predicted, 3u);
  EXPECT_EQ(counts[1].correct, 1u);
}

TEST(Counts, GiveRecallPrecisionAndF1) {
  const ClassCount count = class_counts(kByHand)[1];
  EXPECT_DOUBLE_EQ(count.recall(), 1.0 / 2);
  EXPECT_DOUBLE_EQ(count.precision(), 1.0 / 3);
  EXPECT_DOUBLE_EQ(count.f1(), 2.0 / 5);  // 2 · (1/2 · 1/3) / (1/2 + 1/3)
}

TEST(Counts, GiveTheMetrics) {
  const SummaryMetrics metrics = summary_metrics(class_counts(kByHand));
  EXPECT_DOUBLE_EQ(metrics.wa, 6.0 / 9);
  EXPECT_DOUBLE_EQ(metrics.ua, (3.0 / 4 + 1.0 / 2 + 2.0 / 3) / 3);
  EXPECT_DOUBLE_EQ(metrics.macro_f1, (6.0 / 8 + 2.0 / 5 + 4.0 / 5) / 3);
}

TEST(Counts, LeaveOutClassesWithoutUtterances) {
  const SummaryMetrics metrics = summary_metrics(class_counts({{1, 0, 1}, {0, 2, 0}, {0, 0, 0}}));
  EXPECT_DOUBLE_EQ(metrics.ua, (1.0 / 2 + 1.0) / 2);
  EXPECT_DOUBLE_EQ(metrics.macro_f1, (2.0 / 3 + 1.0) / 2);
}

TEST(Counts, AreZeroWithoutUtterances) {
  const ClassCount never;
  EXPECT_EQ(never.recall() + never.precision() + never.f1(), 0.0);
  EXPECT_EQ(summary_metrics(ClassCounts(3)).macro_f1, 0.0);
  EXPECT_EQ(summary_metrics({}).wa, 0.0);
}

TEST(Counts, AddWithWeights) {
  ClassCounts sum = class_counts(kByHand);
  add_counts(sum, class_counts(kByHand), 2);
  EXPECT_EQ(sum[0].support, 12u);
  EXPECT_EQ(sum[1].predicted, 9u);
  EXPECT_EQ(sum[2].correct, 6u);
}

TEST(Counts, RefuseALabelThatTheTableDoesNotHave) {
  EXPECT_ERROR(label_index(by_hand(), "d"), invalid_argument, "label 'd'");
  EXPECT_EQ(label_index(by_hand(), "c"), 2u);
}

}  // namespace

namespace {

using ::testing::ElementsAre;

void expect_equal(const RunMetrics& a, const RunMetrics& b) {
  EXPECT_EQ(a.wa_mean_folds.mean, b.wa_mean_folds.mean);
  EXPECT_EQ(a.ua_mean_folds.mean, b.ua_mean_folds.mean);
  EXPECT_EQ(a.wa_pooled.mean, b.wa_pooled.mean);
  EXPECT_EQ(a.ua_pooled.mean, b.ua_pooled.mean);
  EXPECT_EQ(a.ua_pooled.std, b.ua_pooled.std);
}

TEST(Metrics, MatchHandCalculations) {
  const RunMetrics run = compute_metrics(by_hand());
  ASSERT_EQ(run.seeds.size(), 1u);
  const SeedMetrics& seed = run.seeds[0];
  EXPECT_DOUBLE_EQ(seed.folds.at("A").wa, 3.0 / 4);
  EXPECT_DOUBLE_EQ(seed.folds.at("A").ua, 5.0 / 6);
  EXPECT_DOUBLE_EQ(seed.folds.at("B").wa, 3.0 / 5);
  EXPECT_DOUBLE_EQ(seed.folds.at("B").ua, 5.0 / 9);
  EXPECT_DOUBLE_EQ(seed.wa_mean_folds, (3.0 / 4 + 3.0 / 5) / 2);
  EXPECT_DOUBLE_EQ(seed.ua_mean_folds, (5.0 / 6 + 5.0 / 9) / 2);
  EXPECT_DOUBLE_EQ(seed.wa_pooled, 6.0 / 9);
  EXPECT_DOUBLE_EQ(seed.ua_pooled, 23.0 / 36);
  EXPECT_DOUBLE_EQ(seed.recall.at("b"), 1.0 / 2);
  EXPECT_THAT(seed.confusion,
              ElementsAre(ElementsAre(3, 1, 0), ElementsAre(1, 1, 0), ElementsAre(0, 1, 2)));
  EXPECT_EQ(seed.speakers.at("B").count, 5u);
}

TEST(Metrics, LeaveAbsentClassesOutOfUaAndListThem) {
  const RunMetrics run = compute_metrics(by_hand());
  const Score& fold = run.seeds[0].folds.at("A");
  EXPECT_THAT(fold.absent, ElementsAre("c"));
  EXPECT_FALSE(fold.recall.contains("c"));
  EXPECT_TRUE(run.seeds[0].folds.at("B").absent.empty());
}

TEST(Metrics, MatchBalancedAccuracy) {
  // scikit-learn 1.9.1: balanced_accuracy_score([0,0,0,0,1,1,2,2,2], [0,0,1,0,1,0,2,2,1])
  // = 0.6388888888888888; accuracy_score of the same = 0.6666666666666666.
  const PredictionTable table = by_hand();
  std::vector<std::size_t> all(table.rows.size());
  std::iota(all.begin(), all.end(), 0);
  EXPECT_DOUBLE_EQ(score(table, all).ua, 0.6388888888888888);
  EXPECT_DOUBLE_EQ(score(table, all).wa, 0.6666666666666666);
}

TEST(Metrics, AreOneForPerfectPredictions) {
  PredictionTable table = random_table(3);
  for (PredictionRow& row : table.rows) row.predicted = row.emotion;
  const RunMetrics run = compute_metrics(table);
  for (const Spread& metric :
       {run.wa_mean_folds, run.ua_mean_folds, run.wa_pooled, run.ua_pooled}) {
    EXPECT_DOUBLE_EQ(metric.mean, 1.0);
    EXPECT_DOUBLE_EQ(metric.std, 0.0);
  }
}

TEST(Metrics, DoNotDependOnTheOrderOfRows) {
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    PredictionTable table = random_table(seed);
    const RunMetrics before = compute_metrics(table);
    std::shuffle(table.rows.begin(), table.rows.end(), std::mt19937_64(seed));
    expect_equal(compute_metrics(table), before);
  }
}

TEST(Metrics, DoNotDependOnTheNamesOfLabels) {
  const PredictionTable table = random_table(1);
  PredictionTable renamed = table;
  const auto rename = [&](std::string& label) {  // anger → neutral → joy → fear → anger
    const auto found = std::find(table.labels.begin(), table.labels.end(), label);
    label = table.labels[(static_cast<std::size_t>(found - table.labels.begin()) + 3) % 4];
  };
  for (PredictionRow& row : renamed.rows) rename(row.emotion), rename(row.predicted);
  const RunMetrics a = compute_metrics(table), b = compute_metrics(renamed);
  EXPECT_EQ(a.wa_mean_folds.mean, b.wa_mean_folds.mean);
  EXPECT_NEAR(a.ua_mean_folds.mean, b.ua_mean_folds.mean, 1e-15);
  EXPECT_EQ(a.seeds[0].recall.at("anger"), b.seeds[0].recall.at("neutral"));
}

TEST(Metrics, AreSortedBySeedWithTheirSpread) {
  PredictionTable table{{"a", "b"}, {}};
  for (const std::uint64_t seed : {7u, 3u, 5u}) {
    table.rows.push_back(row(table, "A", "a", "a", seed));
    table.rows.push_back(row(table, "A", "a", seed == 5 ? "a" : "b", seed));
  }
  const RunMetrics run = compute_metrics(table);
  ASSERT_EQ(run.seeds.size(), 3u);
  EXPECT_EQ(run.seeds[0].seed, 3u);
  EXPECT_EQ(run.seeds[2].seed, 7u);
  EXPECT_DOUBLE_EQ(run.wa_pooled.mean, 2.0 / 3);  // of 0.5, 1, 0.5
  EXPECT_DOUBLE_EQ(run.wa_pooled.std, std::sqrt(1.0 / 12));
}

TEST(Metrics, RefuseEmptyTablesAndForeignLabels) {
  EXPECT_ERROR(compute_metrics({{"a"}, {}}), invalid_argument, "no rows");
  EXPECT_ERROR(score(by_hand(), {}), invalid_argument, "no rows");
  PredictionTable table = by_hand();
  table.rows[0].predicted.assign(1, 'z');
  EXPECT_ERROR(compute_metrics(table), invalid_argument, "label 'z'");
}

}  // namespace

}  // namespace emovox::evaluation
