#include "report/illustrate.h"

#include <gmock/gmock.h>

#include <filesystem>
#include <numeric>

#include "report/made_run.h"
#include "temporary_folder.h"

namespace emovox::report {
namespace {

using ::testing::HasSubstr;

class Illustrate : public ::testing::Test {
 protected:
  Illustrations illustrate_run() const {
    return illustrate(folder_.path() / "run", folder_.path() / "corpus.csv", table_);
  }

  test::TemporaryFolder folder_;
  evaluation::PredictionTable table_ = testing::make_run(folder_.path());
};

TEST_F(Illustrate, ShowsTheInputOfTheFoldsModel) {
  const Illustrations result = illustrate_run();
  EXPECT_EQ(result.obstacle, "");
  ASSERT_EQ(result.shown.size(), evaluation::choose_utterances(table_).size());
  ASSERT_GE(result.shown.size(), 2u);
  for (const evaluation::Illustration& shown : result.shown) {
    EXPECT_NEAR(shown.duration, 0.6, 1e-3);
    EXPECT_EQ(shown.waveform.size(), evaluation::kWaveformParts);
    EXPECT_EQ(shown.bands, 64u);
    EXPECT_EQ(shown.log_mel.size(), 64u * 61u);
    EXPECT_NEAR(std::accumulate(shown.attention.begin(), shown.attention.end(), 0.0), 1.0, 1e-4);
    EXPECT_NEAR(shown.attention_step * static_cast<double>(shown.attention.size()), 0.61, 0.05);
  }
}

TEST_F(Illustrate, ReportsWhyUtterancesAreMissing) {
  std::filesystem::remove_all(folder_.path() / "audio");
  const Illustrations result = illustrate_run();
  EXPECT_TRUE(result.shown.empty());
  EXPECT_THAT(result.obstacle, HasSubstr("There are no pictures of utterances: "));
  EXPECT_THAT(result.obstacle, HasSubstr(".wav"));
}

TEST_F(Illustrate, RefusesModelsOfAnotherRun) {
  for (evaluation::PredictionRow& row : table_.rows) {
    row.predicted = row.predicted == "joy" ? "anger" : "joy";
  }
  EXPECT_THAT(illustrate_run().obstacle, HasSubstr("must be the model and the audio of the run"));
}

TEST_F(Illustrate, RefusesAmbiguousUtterances) {
  folder_.write("corpus.csv", "file,speaker,emotion\naudio/0.wav,A,anger\n");
  EXPECT_THAT(illustrate_run().obstacle, HasSubstr("There are no pictures"));
}

}  // namespace
}  // namespace emovox::report
