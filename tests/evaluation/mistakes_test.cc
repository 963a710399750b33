#include "evaluation/mistakes.h"

#include <gtest/gtest.h>

#include "evaluation/make_table.h"

namespace emovox::evaluation {
namespace {

PredictionRow wrong(const std::string& file, std::uint64_t seed, double confidence) {
  return {file, "s", "a", "A", seed, "b", {1.0 - confidence, confidence}};
}

TEST(Mistakes, AreEachFileOnceTheSurestFirst) {
  PredictionTable table{{"a", "b"}, {}};
  table.rows = {wrong("x", 0, 0.6), wrong("y", 0, 0.8), wrong("x", 1, 0.9), wrong("z", 0, 0.7)};
  table.rows.push_back({"right", "s", "b", "A", 0, "b", {0.0, 1.0}});
  const auto mistakes = most_confident_mistakes(table, 2);
  ASSERT_EQ(mistakes.size(), 2u);
  EXPECT_EQ(mistakes[0].row.file, "x");
  EXPECT_EQ(mistakes[0].row.seed, 1u);
  EXPECT_EQ(mistakes[0].seeds, 2u);
  EXPECT_DOUBLE_EQ(mistakes[0].confidence, 0.9);
  EXPECT_DOUBLE_EQ(mistakes[0].of_truth, 1.0 - 0.9);
  EXPECT_EQ(mistakes[1].row.file, "y");
  EXPECT_EQ(mistakes[1].seeds, 1u);
}

TEST(Mistakes, AreNoneWhereNothingIsWrong) {
  PredictionTable table = by_hand();
  for (PredictionRow& row : table.rows) row.predicted = row.emotion;
  EXPECT_TRUE(most_confident_mistakes(table, 20).empty());
}

}  // namespace
}  // namespace emovox::evaluation
