// The folder of a cross-validation: created, resumed, and refused for other runs.
#include "training/run_folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "corpus/folds_file.h"
#include "corpus/make_manifest.h"
#include "expect_error.h"
#include "temporary_folder.h"
#include "training/small_corpus.h"

namespace emovox::training {
namespace {

namespace fs = std::filesystem;

class RunFolderTest : public ::testing::Test {
 protected:
  RunFolder open() { return RunFolder(run_, identity_, manifest_, folds_); }

  /// Path → bytes of all files in the run folder.
  std::map<std::string, std::string> contents() const {
    std::map<std::string, std::string> files;
    for (const auto& entry : fs::recursive_directory_iterator(run_)) {
      const std::string name = fs::relative(entry.path(), folder_.path()).string();
      files[name] = entry.is_directory() ? "folder" : folder_.read(name);
    }
    return files;
  }

  void expect_refusal(const std::string& words) {
    const auto before = contents();
    EXPECT_ERROR(open(), invalid_argument, words);
    EXPECT_EQ(contents(), before);
  }

  test::TemporaryFolder folder_;
  fs::path run_ = folder_.path() / "run";
  corpus::Manifest manifest_ = corpus::manifest_of({4, 3, 2});
  std::vector<corpus::Fold> folds_ = corpus::leave_one_speaker_out(manifest_);
  RunIdentity identity_{small_recipe(), "corpus \"1\".csv", "0123abcd", "cpu", {}, {}};
};

TEST_F(RunFolderTest, StartsWithConfigAndFolds) {
  const RunFolder run = open();
  EXPECT_EQ(run.path(), run_);
  EXPECT_EQ(load_recipe(run.file("config.toml")), identity_.recipe);
  EXPECT_THAT(folder_.read("run/config.toml"), ::testing::HasSubstr("speaker-independent"));
  EXPECT_EQ(corpus::read_folds(run.file("folds.csv"), manifest_).size(), 3u);
  EXPECT_NE(run.model(1, 2), run.model(2, 1));
  EXPECT_NE(run.model(1, 0), run.checkpoint(1, 0));
  EXPECT_TRUE(fs::is_directory(run.model(1, 0).parent_path()));
}

TEST_F(RunFolderTest, IsResumedByTheSameRun) {
  open();
  folder_.write("run/checkpoints/seed-1-fold-1.state", "state");
  const auto before = contents();
  identity_.corpus = "the same corpus, moved";
  EXPECT_NO_THROW(open());
  EXPECT_EQ(contents(), before);
}

TEST_F(RunFolderTest, ResumesAfterAnInterruptedStart) {
  open();
  const auto whole = contents();
  fs::remove(run_ / "config.toml");
  EXPECT_NO_THROW(open());
  EXPECT_EQ(contents(), whole);
  fs::remove(run_ / "config.toml");
  fs::remove(run_ / "folds.csv");
  folder_.write("run/.emovox-2147483647-0.tmp", "half of a fil");
  EXPECT_NO_THROW(open());
  EXPECT_EQ(contents(), whole);
}

TEST_F(RunFolderTest, RemovesUnfinishedFilesOfAKilledRun) {
  open();
  const auto whole = contents();
  folder_.write("run/.emovox-2147483647-3.tmp", "half of a repo");
  folder_.write("run/checkpoints/.emovox-2147483647-4.tmp", "half of a sta");
  open();
  EXPECT_EQ(contents(), whole);
}

TEST_F(RunFolderTest, RefusesAnotherRun) {
  open();
  const RunIdentity first = identity_;
  identity_.recipe.training.epochs = 3;
  expect_refusal("holds a run of another recipe");
  identity_ = first;
  identity_.recipe.features.top_db = 79.0;
  expect_refusal("holds a run of another recipe");
  identity_ = first;
  identity_.corpus_checksum = "other";
  expect_refusal("holds a run on another corpus");
  identity_ = first;
  identity_.device = "cuda";
  expect_refusal("holds a run on another device");
  identity_.device = "cpu";
  identity_.track = Track::speaker_normalised;
  expect_refusal("holds a run of another track");
  identity_ = first;
  folds_ = corpus::leave_speakers_out(manifest_, 2, 1);
  expect_refusal("holds a run of other folds");
  folds_ = corpus::leave_one_speaker_out(manifest_);
  std::ranges::reverse(folds_);
  expect_refusal("holds a run of other folds");
}

TEST_F(RunFolderTest, RefusesForeignFiles) {
  folder_.write("run/thesis.txt", "years of work");
  expect_refusal("holds other files but no run");
  fs::remove(run_ / "thesis.txt");
  folder_.write("run/checkpoints/mine.bin", "x");
  expect_refusal("holds other files but no run");
}

TEST_F(RunFolderTest, RefusesOtherFoldsAfterAnInterruptedStart) {
  open();
  fs::remove(run_ / "config.toml");
  folds_ = corpus::leave_speakers_out(manifest_, 2, 1);
  expect_refusal("holds a run of other folds");
}

TEST_F(RunFolderTest, ReportsAFolderThatCannotBeCreated) {
  folder_.write("run", "a file");
  EXPECT_ERROR(open(), invalid_argument, "is not a folder");
  run_ = folder_.path() / "run" / "below";
  EXPECT_ERROR(open(), io, "below");
}

TEST_F(RunFolderTest, ADamagedConfigIsAnError) {
  open();
  folder_.write("run/config.toml", "[run\n");
  EXPECT_ERROR(open(), corrupt_data, "config.toml:1");
}

TEST_F(RunFolderTest, RecordsTheCalibrationOptions) {
  identity_.calibration = {.folds = 3, .accuracy = 0.85};
  open();
  const RunIdentity found = read_run_identity(run_);
  EXPECT_EQ(found.calibration, identity_.calibration);
  EXPECT_EQ(found.track, Track::speaker_independent);
  EXPECT_EQ(found.corpus_checksum, "0123abcd");
  EXPECT_EQ(found.recipe, identity_.recipe);
  EXPECT_NO_THROW(open());
  identity_.calibration.accuracy = 0.9;
  expect_refusal("other calibration options");
  identity_.calibration = {};
  expect_refusal("other calibration options");
}

TEST_F(RunFolderTest, HasNoCalibrationOptionsWithoutCalibration) {
  open();
  EXPECT_THAT(folder_.read("run/config.toml"), ::testing::Not(::testing::HasSubstr("calibration")));
  EXPECT_EQ(read_run_identity(run_).calibration.folds, 0);
  identity_.calibration.accuracy = 0.5;  // has no effect without inner folds
  EXPECT_NO_THROW(open());
  identity_.calibration.folds = 2;
  expect_refusal("other calibration options");
}

}  // namespace
}  // namespace emovox::training
