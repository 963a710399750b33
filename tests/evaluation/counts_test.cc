#include "evaluation/counts.h"

#include "evaluation/make_table.h"
#include "expect_error.h"

namespace emovox::evaluation {
namespace {

// Of by_hand(): rows are truths, columns predictions.
const Confusion kByHand{{3, 1, 0}, {1, 1, 0}, {0, 1, 2}};

TEST(Counts, AreRowsColumnsAndDiagonalOfTheConfusion) {
  const ClassCounts counts = class_counts(kByHand);
  ASSERT_EQ(counts.size(), 3u);
  EXPECT_EQ(counts[1].spoken, 2u);
  EXPECT_EQ(counts[1].predicted, 3u);
  EXPECT_EQ(counts[1].right, 1u);
}

TEST(Counts, GiveRecallPrecisionAndF1) {
  const ClassCount count = class_counts(kByHand)[1];
  EXPECT_DOUBLE_EQ(count.recall(), 1.0 / 2);
  EXPECT_DOUBLE_EQ(count.precision(), 1.0 / 3);
  EXPECT_DOUBLE_EQ(count.f1(), 2.0 / 5);  // 2 · (1/2 · 1/3) / (1/2 + 1/3)
}

TEST(Counts, GiveTheFigures) {
  const Figures figures = figures_of(class_counts(kByHand));
  EXPECT_DOUBLE_EQ(figures.wa, 6.0 / 9);
  EXPECT_DOUBLE_EQ(figures.ua, (3.0 / 4 + 1.0 / 2 + 2.0 / 3) / 3);
  EXPECT_DOUBLE_EQ(figures.macro_f1, (6.0 / 8 + 2.0 / 5 + 4.0 / 5) / 3);
}

TEST(Counts, LeaveOutAClassThatIsNeverSpoken) {
  const Figures figures = figures_of(class_counts({{1, 0, 1}, {0, 2, 0}, {0, 0, 0}}));
  EXPECT_DOUBLE_EQ(figures.ua, (1.0 / 2 + 1.0) / 2);
  EXPECT_DOUBLE_EQ(figures.macro_f1, (2.0 / 3 + 1.0) / 2);
}

TEST(Counts, AreZeroOfNothing) {
  const ClassCount never;
  EXPECT_EQ(never.recall() + never.precision() + never.f1(), 0.0);
  EXPECT_EQ(figures_of(ClassCounts(3)).macro_f1, 0.0);
  EXPECT_EQ(figures_of({}).wa, 0.0);
}

TEST(Counts, AddUpManyTimesOver) {
  ClassCounts sum = class_counts(kByHand);
  add_counts(sum, class_counts(kByHand), 2);
  EXPECT_EQ(sum[0].spoken, 12u);
  EXPECT_EQ(sum[1].predicted, 9u);
  EXPECT_EQ(sum[2].right, 6u);
}

TEST(Counts, RefuseALabelThatTheTableDoesNotHave) {
  EXPECT_ERROR(label_index(by_hand(), "d"), invalid_argument, "label 'd'");
  EXPECT_EQ(label_index(by_hand(), "c"), 2u);
}

}  // namespace
}  // namespace emovox::evaluation
