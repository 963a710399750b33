#include "evaluation/metrics_json.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "evaluation/make_table.h"

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

TEST(MetricsJson, HoldsEveryFigureOfEverySeed) {
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

TEST(MetricsJson, HasNoDeviationForOneSeed) {
  const json metrics = json::parse(metrics_json(compute_metrics(by_hand()), "t"));
  EXPECT_EQ(metrics["std"]["ua_pooled"], 0.0);
  EXPECT_EQ(metrics["mean"]["ua_pooled"], metrics["seeds"][0]["ua_pooled"]);
}

}  // namespace
}  // namespace emovox::evaluation
