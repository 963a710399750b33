#include "evaluation/ensemble.h"

#include <algorithm>

#include "evaluation/make_table.h"
#include "expect_error.h"

namespace emovox::evaluation {
namespace {

/// Two files, two seeds: seed 1 predicts both right, seed 2 the first wrong with high confidence.
PredictionTable two_seeds() {
  PredictionTable table{{"a", "b"}, {}};
  const auto add = [&](const char* file, std::uint64_t seed, double p_a) {
    table.rows.push_back({file, "s", "a", "f", seed, p_a >= 0.5 ? "a" : "b", {p_a, 1.0 - p_a}});
  };
  add("x", 2, 0.125), add("y", 2, 0.75);
  add("x", 1, 0.625), add("y", 1, 0.5);
  return table;
}

TEST(Ensemble, AveragesPosteriorsAndTakesTheHighest) {
  const auto ensemble = seed_ensemble(two_seeds());
  ASSERT_TRUE(ensemble);
  ASSERT_EQ(ensemble->rows.size(), 2u);
  EXPECT_EQ(ensemble->rows[0].file, "x");
  EXPECT_EQ(ensemble->rows[0].predicted, "b");
  EXPECT_DOUBLE_EQ(ensemble->rows[0].probabilities[0], 0.375);
  EXPECT_EQ(ensemble->rows[1].predicted, "a");
  EXPECT_DOUBLE_EQ(ensemble->rows[1].probabilities[1], 0.375);
  EXPECT_EQ(ensemble->rows[1].seed, 0u);
}

TEST(Ensemble, BreaksTiesByTheFirstLabel) {
  PredictionTable table = two_seeds();
  table.rows[0].probabilities = {0.375, 0.625};  // of x, with 0.625, 0.375 of the other seed
  EXPECT_EQ(seed_ensemble(table)->rows[0].predicted, "a");
}

TEST(Ensemble, OfOneSeedKeepsItsPredictions) {
  PredictionTable table = by_hand();
  table.rows[0].predicted = "c";  // differs from its posterior
  const auto ensemble = seed_ensemble(table);
  ASSERT_TRUE(ensemble);
  EXPECT_EQ(ensemble->rows.size(), table.rows.size());
  const auto same = std::find_if(ensemble->rows.begin(), ensemble->rows.end(),
                                 [&](const auto& row) { return row.file == table.rows[0].file; });
  EXPECT_EQ(same->predicted, "c");
}

TEST(Ensemble, DistinguishesUtterancesOfOneFile) {
  PredictionTable table = two_seeds();
  for (PredictionRow& row : table.rows) row.file = "long";
  const auto utterances = utterances_of(table);
  ASSERT_EQ(utterances.size(), 2u);
  EXPECT_EQ(utterances[0].rows, (std::vector<std::size_t>{2, 0}));
  EXPECT_EQ(utterances[1].rows, (std::vector<std::size_t>{3, 1}));
  EXPECT_EQ(utterances[1].occurrence, 1u);
  EXPECT_DOUBLE_EQ(seed_ensemble(table)->rows[0].probabilities[0], 0.375);
}

TEST(Ensemble, IsEmptyIfSeedsDifferInUtterances) {
  PredictionTable table = two_seeds();
  table.rows.pop_back();
  EXPECT_FALSE(seed_ensemble(table));
  for (std::string PredictionRow::*field :
       {&PredictionRow::emotion, &PredictionRow::speaker, &PredictionRow::fold}) {
    table = two_seeds();
    table.rows[0].*field = "b";
    EXPECT_FALSE(seed_ensemble(table));
  }
}

TEST(Ensemble, IsPartOfTheMetricsOfSeveralSeeds) {
  const RunMetrics run = compute_metrics(two_seeds());
  ASSERT_TRUE(run.ensemble);
  EXPECT_EQ(run.ensemble->members, 2u);
  EXPECT_DOUBLE_EQ(run.ensemble->metrics.wa_pooled, 0.5);
  EXPECT_DOUBLE_EQ(run.wa_pooled.mean, 0.75);
  EXPECT_FALSE(run.ensemble->intervals);  // one speaker
  EXPECT_FALSE(compute_metrics(by_hand()).ensemble);
}

TEST(Ensemble, RefusesInvalidTables) {
  EXPECT_ERROR(seed_ensemble({{"a"}, {}}), invalid_argument, "no rows");
  PredictionTable table = two_seeds();
  table.rows[0].probabilities.pop_back();
  EXPECT_ERROR(seed_ensemble(table), invalid_argument, "1 probabilities for 'x'");
}

}  // namespace
}  // namespace emovox::evaluation
