#include "evaluation/chosen_utterances.h"

#include <gtest/gtest.h>

#include "evaluation/make_table.h"

namespace emovox::evaluation {

namespace {

PredictionRow sure(const PredictionTable& table, const std::string& file,
                   const std::string& emotion, const std::string& predicted, double p) {
  PredictionRow made = row(table, "A", emotion, predicted, 1);
  made.file = file;
  for (std::size_t i = 0; i < table.labels.size(); ++i) {
    made.probabilities[i] = table.labels[i] == predicted ? p : (1.0 - p);
  }
  return made;
}

TEST(Illustration, ChoosesTheMostConfidentRightAndWrongOfEachClass) {
  PredictionTable table{{"a", "b"}, {}};
  table.rows = {sure(table, "1", "a", "a", 0.6), sure(table, "2", "a", "a", 0.9),
                sure(table, "4", "a", "b", 0.8), sure(table, "3", "a", "b", 0.8),
                sure(table, "5", "b", "b", 0.7)};
  PredictionRow later = sure(table, "6", "b", "a", 0.99);
  later.seed = 2;
  table.rows.push_back(later);
  std::string files;
  for (const PredictionRow& chosen : choose_utterances(table)) files += chosen.file + " ";
  EXPECT_EQ(files, "2 3 5 ");
}

TEST(Illustration, WaveformRangesHoldTheExtremesOfEveryColumn) {
  const std::vector<float> samples{0.1f, -0.5f, 0.2f, 0.3f, -2.0f, 0.0f};
  const auto parts = waveform_ranges(samples, 3);
  ASSERT_EQ(parts.size(), 3u);
  EXPECT_EQ(parts[0].low, -0.5f);
  EXPECT_EQ(parts[0].high, 0.1f);
  EXPECT_EQ(parts[1].high, 0.3f);
  EXPECT_EQ(parts[2].low, -1.0f);  // no further than full scale
  EXPECT_EQ(waveform_ranges(samples, 100).size(), 6u);
  EXPECT_TRUE(waveform_ranges({}, 10).empty());
}

}  // namespace

namespace {

PredictionRow wrong(const std::string& file, std::uint64_t seed, double confidence) {
  return {file, "s", "a", "A", seed, "b", {1.0 - confidence, confidence}};
}

TEST(Mistakes, ListEachFileOnceMostConfidentFirst) {
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

TEST(Mistakes, AreEmptyWithoutWrongPredictions) {
  PredictionTable table = by_hand();
  for (PredictionRow& row : table.rows) row.predicted = row.emotion;
  EXPECT_TRUE(most_confident_mistakes(table, 20).empty());
}

}  // namespace

}  // namespace emovox::evaluation
