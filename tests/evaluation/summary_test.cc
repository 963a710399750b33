#include "evaluation/summary.h"

#include "evaluation/make_table.h"
#include "expect_error.h"

namespace emovox::evaluation {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST(Summary, SaysTheFiguresOfOneSeed) {
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

// by_hand() and a seed that is right of all: where they differ both labels have a mean of 1/2, and
// the first label wins, which is right once (fold A) and wrong twice (fold B): WA 4/4, 3/5, pooled
// 7/9.
TEST(Summary, SaysDeviationAndEnsembleOfSeveralSeeds) {
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

TEST(Summary, LeavesOutIntervalsOfOneSpeaker) {
  PredictionTable table = by_hand();
  for (PredictionRow& row : table.rows) row.speaker = "one";
  const std::string text = summary_text(compute_metrics(table), "t");
  EXPECT_THAT(text, HasSubstr("1 speaker, 1 seed"));
  EXPECT_THAT(text, Not(HasSubstr("[")));
}

}  // namespace
}  // namespace emovox::evaluation
