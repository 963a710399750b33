#include "evaluation/learning_curves.h"

#include <gtest/gtest.h>

#include "emovox/error.h"
#include "evaluation/make_report.h"

namespace emovox::evaluation {
namespace {

TEST(LearningCurves, AreReadBackExactly) {
  LearningCurves curves = make_curves();
  curves.epochs[0].fold = "a,\"b\"";
  curves.epochs[1].values[0] = 1.0 / 3.0;
  const LearningCurves read = parse_learning_curves(learning_curves_csv(curves), "curves");
  EXPECT_EQ(read.metrics, curves.metrics);
  ASSERT_EQ(read.epochs.size(), curves.epochs.size());
  for (std::size_t i = 0; i < read.epochs.size(); ++i) {
    EXPECT_EQ(read.epochs[i].seed, curves.epochs[i].seed);
    EXPECT_EQ(read.epochs[i].fold, curves.epochs[i].fold);
    EXPECT_EQ(read.epochs[i].epoch, curves.epochs[i].epoch);
    EXPECT_EQ(read.epochs[i].values, curves.epochs[i].values);
  }
}

TEST(LearningCurves, WrongTablesAreReportedWithTheirLine) {
  const auto expect_corrupt = [](const char* text, const char* words) {
    try {
      parse_learning_curves(text, "curves.csv");
      ADD_FAILURE() << "was taken: " << text;
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::corrupt_data);
      EXPECT_NE(std::string(error.what()).find(words), std::string::npos) << error.what();
    }
  };
  expect_corrupt("seed,fold,loss\n1,A,0.5\n", "epoch");
  expect_corrupt("seed,fold,epoch,loss\nx,A,1,0.5\n", "curves.csv:2");
  expect_corrupt("seed,fold,epoch,loss\n1,A,1,0.5\n1,A,2,much\n", "curves.csv:3");
}

}  // namespace
}  // namespace emovox::evaluation
