#include "evaluation/run_results.h"

#include <algorithm>

#include "evaluation/make_run.h"
#include "evaluation/metrics_output.h"
#include "evaluation/predictions.h"
#include "expect_error.h"
#include "temporary_folder.h"

namespace emovox::evaluation {

namespace {

class RunFolderRead : public ::testing::Test {
 protected:
  RunFolderRead() {
    write_predictions(folder_.path() / "predictions.csv", run_.table);
    folder_.write("metrics.json", metrics_json(compute_metrics(run_.table), "speaker-normalised"));
  }

  test::TemporaryFolder folder_;
  const RunResults run_ = make_run("run", 1, {.speakers = 2});
};

TEST_F(RunFolderRead, ReturnsTableAndTrack) {
  const RunResults read = read_run(folder_.path());
  EXPECT_EQ(read.name, folder_.path().string());
  EXPECT_EQ(read.track, "speaker-normalised");
  EXPECT_EQ(read.table.labels, run_.table.labels);
  ASSERT_EQ(read.table.rows.size(), run_.table.rows.size());
  EXPECT_EQ(read.table.rows[3].probabilities, run_.table.rows[3].probabilities);
}

TEST_F(RunFolderRead, RefusesAFolderWithoutAFinishedRun) {
  std::filesystem::remove(folder_.path() / "metrics.json");
  EXPECT_ERROR(read_run(folder_.path()), not_found, "finished emovox crossval");
  EXPECT_ERROR(read_run(folder_.path() / "nowhere"), not_found, "nowhere");
}

TEST_F(RunFolderRead, RefusesBrokenFiles) {
  for (const char* text : {"{", "[]", "{\"track\": 3}", "{}"}) {
    folder_.write("metrics.json", text);
    EXPECT_ERROR(read_run(folder_.path()), corrupt_data, "names no track");
  }
  folder_.write("metrics.json", "{\"track\": \"t\"}");
  folder_.write("predictions.csv", "file,speaker,emotion,fold,seed,predicted,p_a\n");
  EXPECT_ERROR(read_run(folder_.path()), corrupt_data, "no rows");
}

}  // namespace

namespace {

class SameUtterances : public ::testing::Test {
 protected:
  RunResults first_ = make_run("first", 1);
  RunResults second_ = make_run("second", 2);
};

TEST_F(SameUtterances, MayBeInAnyOrderAndFold) {
  EXPECT_NO_THROW(check_comparable(first_, second_));
  std::reverse(second_.table.labels.begin(), second_.table.labels.end());
  std::reverse(second_.table.rows.begin(), second_.table.rows.end());
  for (PredictionRow& row : second_.table.rows) row.fold = "other";
  EXPECT_NO_THROW(check_comparable(first_, second_));
}

TEST_F(SameUtterances, RefusesAnotherTrack) {
  second_.track = "speaker-normalised";
  EXPECT_ERROR(
      check_comparable(first_, second_), invalid_argument,
      "second: track 'speaker-normalised'; must be 'speaker-independent', that of 'first'");
}

TEST_F(SameUtterances, RefusesOtherLabels) {
  second_.table.labels.push_back("zest");
  EXPECT_ERROR(check_comparable(first_, second_), invalid_argument,
               "second: labels anger, joy, sadness, zest; must be those of 'first': anger, joy, "
               "sadness");
}

TEST_F(SameUtterances, RefusesAdditionalAndMissingUtterances) {
  std::erase_if(second_.table.rows, [](const auto& row) { return row.file == "7.wav"; });
  EXPECT_ERROR(check_comparable(first_, second_), invalid_argument, "second: lacks '7.wav'");
  EXPECT_ERROR(check_comparable(second_, first_), invalid_argument,
               "first: has '7.wav' in addition");
}

TEST_F(SameUtterances, RefusesAnotherTruthOrSpeaker) {
  for (PredictionRow& row : second_.table.rows) {
    if (row.file == "0.wav") row.speaker = "x";
  }
  EXPECT_ERROR(check_comparable(first_, second_), invalid_argument,
               "'0.wav' is of speaker 'x'; must be 's0'");
  for (PredictionRow& row : second_.table.rows) {
    if (row.file == "0.wav") row.emotion = "joy";
  }
  EXPECT_ERROR(check_comparable(first_, second_), invalid_argument,
               "'0.wav' is of emotion 'joy'; must be 'anger' as in 'first'");
}

}  // namespace

}  // namespace emovox::evaluation
