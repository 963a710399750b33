#include "evaluation/run_results.h"

#include "evaluation/make_run.h"
#include "evaluation/metrics_json.h"
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

TEST_F(RunFolderRead, GivesTableAndTrack) {
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
}  // namespace emovox::evaluation
