#include "evaluation/metrics_output.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "evaluation/make_table.h"
#include "expect_error.h"

namespace emovox::evaluation {

namespace {

using nlohmann::json;

/// Seed 0 is by_hand(); seed 1 is perfect.
json two_seeds() {
  PredictionTable table = by_hand();
  const auto rows = table.rows;
  for (PredictionRow row : rows) {
    row.seed = 1;
    row.predicted = row.emotion;
    table.rows.push_back(row);
  }
  return json::parse(metrics_json(compute_metrics(table), "speaker-independent"));
}

TEST(MetricsJson, HoldsEveryMetricOfEverySeed) {
  const json metrics = two_seeds();
  EXPECT_EQ(metrics["track"], "speaker-independent");
  EXPECT_EQ(metrics["labels"], json({"a", "b", "c"}));
  ASSERT_EQ(metrics["seeds"].size(), 2u);
  const json& seed = metrics["seeds"][0];
  EXPECT_EQ(seed["seed"], 0);
  EXPECT_DOUBLE_EQ(seed["wa_mean_folds"], 0.675);
  EXPECT_DOUBLE_EQ(seed["ua_mean_folds"], 25.0 / 36);
  EXPECT_DOUBLE_EQ(seed["wa_pooled"], 2.0 / 3);
  EXPECT_DOUBLE_EQ(seed["ua_pooled"], 23.0 / 36);
  EXPECT_EQ(seed["confusion"], json::parse("[[3,1,0],[1,1,0],[0,1,2]]"));
  EXPECT_DOUBLE_EQ(seed["recall"]["a"], 0.75);
  EXPECT_EQ(seed["folds"]["A"]["absent"], json({"c"}));
  EXPECT_EQ(seed["folds"]["A"]["count"], 4);
  EXPECT_DOUBLE_EQ(seed["speakers"]["B"]["wa"], 0.6);
}

TEST(MetricsJson, HoldsMeanAndDeviationOfEachInTheSameShape) {
  const json metrics = two_seeds();
  EXPECT_DOUBLE_EQ(metrics["mean"]["wa_pooled"], 5.0 / 6);
  EXPECT_NEAR(metrics["std"]["wa_pooled"], (1.0 / 3) / std::sqrt(2.0), 1e-15);
  EXPECT_EQ(metrics["mean"]["confusion"], json::parse("[[3.5,0.5,0],[0.5,1.5,0],[0,0.5,2.5]]"));
  EXPECT_DOUBLE_EQ(metrics["mean"]["folds"]["B"]["wa"], 0.8);
  EXPECT_DOUBLE_EQ(metrics["mean"]["speakers"]["A"]["recall"]["a"], 5.0 / 6);
  EXPECT_EQ(metrics["mean"]["folds"]["A"]["absent"], json({"c"}));
  EXPECT_FALSE(metrics["mean"].contains("seed"));
  EXPECT_EQ(metrics["mean"].size() + 1, metrics["seeds"][0].size());
}

TEST(MetricsJson, HoldsF1AndPrecision) {
  const json seed = two_seeds()["seeds"][0];
  EXPECT_DOUBLE_EQ(seed["macro_f1_pooled"], (6.0 / 8 + 2.0 / 5 + 4.0 / 5) / 3);
  EXPECT_DOUBLE_EQ(seed["precision"]["b"], 1.0 / 3);
  EXPECT_DOUBLE_EQ(seed["f1"]["b"], 2.0 / 5);
  EXPECT_DOUBLE_EQ(seed["folds"]["A"]["f1"]["a"], 4.0 / 5);
  EXPECT_DOUBLE_EQ(two_seeds()["mean"]["macro_f1_pooled"],
                   (1.0 + seed["macro_f1_pooled"].get<double>()) / 2);
}

TEST(MetricsJson, HoldsIntervalsAndEnsemble) {
  const json metrics = two_seeds();
  const json& intervals = metrics["intervals"];
  EXPECT_EQ(intervals["level"], 0.95);
  EXPECT_EQ(intervals["speakers"], 2);
  for (const char* metric : {"wa_mean_folds", "ua_mean_folds", "macro_f1_mean_folds", "wa_pooled",
                             "ua_pooled", "macro_f1_pooled"}) {
    ASSERT_EQ(intervals[metric].size(), 2u) << metric;
    EXPECT_LE(intervals[metric][0], metrics["mean"][metric]) << metric;
    EXPECT_GE(intervals[metric][1], metrics["mean"][metric]) << metric;
  }
  const json& ensemble = metrics["ensemble"];
  EXPECT_EQ(ensemble["members"], 2);
  EXPECT_FALSE(ensemble.contains("seed"));
  EXPECT_EQ(ensemble["confusion"], metrics["seeds"][0]["confusion"]);  // both posteriors are alike
  EXPECT_EQ(ensemble["intervals"]["wa_pooled"].size(), 2u);
}

TEST(MetricsJson, NamesEveryInterval) {
  RunMetrics run = compute_metrics(by_hand());
  ASSERT_TRUE(run.intervals);
  run.intervals->wa_mean_folds = {1, 2};
  run.intervals->ua_mean_folds = {3, 4};
  run.intervals->macro_f1_mean_folds = {5, 6};
  run.intervals->wa_pooled = {7, 8};
  run.intervals->ua_pooled = {9, 10};
  run.intervals->macro_f1_pooled = {11, 12};
  const json intervals = json::parse(metrics_json(run, "t"))["intervals"];
  EXPECT_EQ(intervals["wa_mean_folds"], json({1.0, 2.0}));
  EXPECT_EQ(intervals["ua_mean_folds"], json({3.0, 4.0}));
  EXPECT_EQ(intervals["macro_f1_mean_folds"], json({5.0, 6.0}));
  EXPECT_EQ(intervals["wa_pooled"], json({7.0, 8.0}));
  EXPECT_EQ(intervals["ua_pooled"], json({9.0, 10.0}));
  EXPECT_EQ(intervals["macro_f1_pooled"], json({11.0, 12.0}));
}

TEST(MetricsJson, HasNoEnsembleForOneSeedAndNoIntervalForOneSpeaker) {
  PredictionTable table = by_hand();
  for (PredictionRow& row : table.rows) row.speaker = "one";
  const json metrics = json::parse(metrics_json(compute_metrics(table), "t"));
  EXPECT_FALSE(metrics.contains("ensemble"));
  EXPECT_FALSE(metrics.contains("intervals"));
}

TEST(MetricsJson, HasNoDeviationForOneSeed) {
  const json metrics = json::parse(metrics_json(compute_metrics(by_hand()), "t"));
  EXPECT_EQ(metrics["std"]["ua_pooled"], 0.0);
  EXPECT_EQ(metrics["mean"]["ua_pooled"], metrics["seeds"][0]["ua_pooled"]);
}

}  // namespace

namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST(Summary, GivesTheMetricsOfOneSeed) {
  RunMetrics run = compute_metrics(by_hand());
  run.intervals->wa_mean_folds = {0.6, 0.75};
  const std::string text = summary_text(run, "speaker-independent");
  EXPECT_THAT(text, HasSubstr("speaker-independent, 2 speakers, 1 seed, %"));
  EXPECT_THAT(text, HasSubstr("95 % interval, bootstrap over speakers"));
  EXPECT_THAT(text, HasSubstr("mean over folds  WA 67.50 [60.00, 75.00]  UA 69.44 ["));
  EXPECT_THAT(text, HasSubstr("pooled           WA 66.67 ["));
  EXPECT_THAT(text, HasSubstr("macro F1 65.00 ["));
  EXPECT_THAT(text, Not(HasSubstr("±")));
  EXPECT_THAT(text, Not(HasSubstr("ensemble")));
}

// by_hand() and a seed that predicts everything right: where they differ both labels have a mean of
// 1/2, and the first label wins, which is right once (fold A) and wrong twice (fold B): WA 4/4,
// 3/5, pooled 7/9.
TEST(Summary, GivesDeviationAndEnsembleOfSeveralSeeds) {
  PredictionTable table = by_hand();
  for (PredictionRow row : by_hand().rows) {
    row.seed = 1;
    row.predicted = row.emotion;
    row.probabilities = {0.0, 0.0, 0.0};
    row.probabilities[static_cast<std::size_t>(row.emotion[0] - 'a')] = 1.0;
    table.rows.push_back(row);
  }
  const std::string text = summary_text(compute_metrics(table), "t");
  EXPECT_THAT(text, HasSubstr("2 seeds, %, mean ± std over seeds ["));
  EXPECT_THAT(text, HasSubstr("pooled           WA 83.33 ± 23.57 ["));
  EXPECT_THAT(text, HasSubstr("ensemble of 2 seeds, mean over folds  WA 80.00 ["));
  EXPECT_THAT(text, HasSubstr("ensemble of 2 seeds, pooled           WA 77.78 ["));
}

TEST(Summary, LeavesOutIntervalsForOneSpeaker) {
  PredictionTable table = by_hand();
  for (PredictionRow& row : table.rows) row.speaker = "one";
  const std::string text = summary_text(compute_metrics(table), "t");
  EXPECT_THAT(text, HasSubstr("1 speaker, 1 seed"));
  EXPECT_THAT(text, Not(HasSubstr("[")));
}

}  // namespace

}  // namespace emovox::evaluation
