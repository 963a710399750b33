// Paired tests, intervals and metrics against SciPy, statsmodels and scikit-learn:
// tests/golden/statistics.json, by tools/golden_statistics.py.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <numeric>

#include "evaluation/bootstrap.h"
#include "evaluation/make_table.h"
#include "evaluation/paired_tests.h"
#include "test_places.h"
#include "text/whole_file.h"

namespace emovox::evaluation {
namespace {

using nlohmann::json;

const json& golden() {
  static const json read = json::parse(text::read_file(golden_folder() / "statistics.json"));
  return read;
}

/// Equal within a relative error of 1e-10, or both nothing.
void expect_same(const std::optional<double>& found, const json& wanted, const std::string& what) {
  ASSERT_EQ(found.has_value(), !wanted.is_null()) << what;
  if (!found) return;
  const auto value = wanted.get<double>();
  EXPECT_NEAR(*found, value, 1e-10 * std::max(1e-3, std::abs(value))) << what;
}

TEST(GoldenStatistics, HasDozensOfCases) {
  EXPECT_GE(golden()["paired"].size(), 48u);
  EXPECT_THAT(golden()["versions"]["scipy"], ::testing::StartsWith("1."));
}

TEST(GoldenStatistics, PairedTMatchesScipy) {
  for (const json& one : golden()["paired"]) {
    const auto differences = one["differences"].get<std::vector<double>>();
    const TestResult result = paired_t_test(differences);
    expect_same(result.statistic, one["t"]["statistic"], one["name"]);
    expect_same(result.effect, one["t"]["d_z"], one["name"]);
    expect_same(result.p, one["t"]["p"], one["name"]);
    EXPECT_EQ(result.pairs, differences.size());
  }
}

TEST(GoldenStatistics, WilcoxonMatchesScipy) {
  std::size_t exact = 0;
  for (const json& one : golden()["paired"]) {
    const auto differences = one["differences"].get<std::vector<double>>();
    const TestResult result = wilcoxon_test(differences);
    expect_same(result.statistic, one["wilcoxon"]["statistic"], one["name"]);
    expect_same(result.effect, one["wilcoxon"]["rank_biserial"], one["name"]);
    expect_same(result.p, one["wilcoxon"]["p"], one["name"]);
    EXPECT_EQ(result.method, one["wilcoxon"]["method"]) << one["name"];
    if (result.method == "exact") ++exact;
  }
  EXPECT_GE(exact, 24u);
  EXPECT_LE(exact + 12, golden()["paired"].size());  // the rest: the normal approximation
}

TEST(GoldenStatistics, PermutationMatchesScipy) {
  for (const json& one : golden()["paired"]) {
    const auto differences = one["differences"].get<std::vector<double>>();
    if (one["permutation"]["p"].is_null()) continue;
    const TestResult result = permutation_test(differences);
    EXPECT_EQ(result.method, "exact");
    expect_same(result.p, one["permutation"]["p"], one["name"]);
  }
}

TEST(GoldenStatistics, McNemarMatchesScipy) {
  for (const json& one : golden()["mcnemar"]) {
    const std::size_t b = one["only_second"], c = one["only_first"];
    expect_same(mcnemar_test({1000, b, c}).p, one["p"], one.dump());
  }
}

TEST(GoldenStatistics, HolmMatchesStatsmodels) {
  for (const json& one : golden()["holm"]) {
    const auto corrected = holm(one["p"].get<std::vector<double>>());
    ASSERT_EQ(corrected.size(), one["corrected"].size());
    for (std::size_t i = 0; i < corrected.size(); ++i) {
      EXPECT_NEAR(corrected[i], one["corrected"][i].get<double>(), 1e-15) << one.dump();
    }
  }
}

// Chance moves an end by about 2 % of the width (10,000 resamples; the reference has 200,000): 4 %.
TEST(GoldenStatistics, BootstrapMatchesScipy) {
  for (const json& one : golden()["bootstrap"]) {
    const auto found = bootstrap_mean(one["values"].get<std::vector<double>>());
    ASSERT_TRUE(found);
    const double low = one["low"], high = one["high"];
    EXPECT_NEAR(found->low, low, 0.04 * (high - low)) << one["name"];
    EXPECT_NEAR(found->high, high, 0.04 * (high - low)) << one["name"];
  }
}

/// Truths and predictions of a case as a table of one speaker; labels are "l0", "l1", ….
PredictionTable table_of(const json& one) {
  PredictionTable table;
  for (std::size_t i = 0; i < one["recall"].size(); ++i) {
    table.labels.push_back("l" + std::to_string(i));
  }
  for (std::size_t i = 0; i < one["truth"].size(); ++i) {
    const auto& label = [&](const char* key) {
      return table.labels[one[key][i].get<std::size_t>()];
    };
    table.rows.push_back(row(table, "f", label("truth"), label("predicted")));
  }
  return table;
}

TEST(GoldenStatistics, MetricsMatchScikitLearn) {
  for (const json& one : golden()["classification"]) {
    const PredictionTable table = table_of(one);
    std::vector<std::size_t> all(table.rows.size());
    std::iota(all.begin(), all.end(), std::size_t{0});
    const Score found = score(table, all);
    expect_same(found.wa, one["wa"], one["name"]);
    expect_same(found.ua, one["ua"], one["name"]);
    expect_same(found.macro_f1, one["macro_f1"], one["name"]);
    for (std::size_t i = 0; i < table.labels.size(); ++i) {
      expect_same(found.recall.at(table.labels[i]), one["recall"][i], table.labels[i]);
      expect_same(found.precision.at(table.labels[i]), one["precision"][i], table.labels[i]);
      expect_same(found.f1.at(table.labels[i]), one["f1"][i], table.labels[i]);
    }
  }
}

}  // namespace
}  // namespace emovox::evaluation
