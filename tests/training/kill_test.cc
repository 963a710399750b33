// kill -9 at any time and the same command again: the run ends with the same numbers as an
// uninterrupted one.
#include <filesystem>

#include "training/killing.h"

namespace emovox::testing {
namespace {

namespace fs = std::filesystem;

class Kill : public Killing {
 protected:
  using Arguments = std::vector<std::string>;

  static Arguments crossval_into(const std::string& folder, const Arguments& more = {}) {
    Arguments arguments{"crossval", "corpus.csv", "-o", folder, "--jobs", "2"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return with_recipe(arguments);
  }

  static Arguments train_into(const std::string& file, const Arguments& more) {
    Arguments arguments{"train", "corpus.csv", "-o", file, "--name", "m"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return with_recipe(arguments);
  }

  void expect_same_run_after_kills(const Arguments& more, const Arguments& files);
  void expect_same_model_after_kills(const Arguments& more);
};

void Kill::expect_same_run_after_kills(const Arguments& more, const Arguments& files) {
  SCOPED_TRACE(seed_);
  const Seconds whole = run_whole(crossval_into("whole", more));
  int kills = 0;
  for (int attempt = 0; attempt < 6; ++attempt) {
    const std::string folder = attempt < 3 ? "first" : "second";
    const bool writing = attempt % 3 != 0;
    if (run_and_kill(crossval_into(folder, more), writing ? moment(kShort) : moment(whole),
                     writing ? place_.path(folder + "/checkpoints") : fs::path())) {
      ++kills;
    }
  }
  EXPECT_GT(kills, 0);
  for (const std::string folder : {"first", "second"}) {
    run_whole(crossval_into(folder, more));
    for (const std::string& file : files) {
      EXPECT_EQ(place_.read(folder + "/" + file), place_.read("whole/" + file)) << file;
      EXPECT_NE(place_.read("whole/" + file), "") << file;
    }
    for (const auto& entry : fs::directory_iterator(place_.path(folder + "/checkpoints"))) {
      EXPECT_TRUE(fs::exists(place_.path("whole/checkpoints") / entry.path().filename()))
          << entry.path();
    }
  }
}

TEST_F(Kill, AKilledCrossValidationResumesToTheSameNumbers) {
  expect_same_run_after_kills({"--epochs", "25"},
                              {"config.toml", "folds.csv", "predictions.csv", "metrics.json",
                               "learning_curves.csv", "report.html", "tables/classes.csv",
                               "figures/attention-1.svg", "checkpoints/seed-1-fold-3.safetensors"});
}

TEST_F(Kill, AKilledCalibrationResumesToTheSameTemperatures) {
  expect_same_run_after_kills({"--epochs", "10", "--calibration-folds", "2"},
                              {"config.toml", "predictions.csv", "calibration.csv", "metrics.json",
                               "checkpoints/seed-1-fold-3.safetensors"});
}

void Kill::expect_same_model_after_kills(const Arguments& more) {
  SCOPED_TRACE(seed_);
  const Seconds whole = run_whole(train_into("whole.st", more));
  const Arguments again = train_into("killed.st", more);
  EXPECT_TRUE(run_and_kill(again, moment(kShort), place_.path("")));
  run_and_kill(again, moment(kShort), place_.path(""));
  run_and_kill(again, moment(whole));
  run_whole(again);
  EXPECT_NE(place_.read("whole.st"), "");
  EXPECT_EQ(place_.read("killed.st"), place_.read("whole.st"));
  for (const auto& entry : fs::directory_iterator(place_.path(""))) {
    EXPECT_FALSE(entry.path().filename().string().starts_with("killed.st.")) << entry.path();
  }
}

TEST_F(Kill, AKilledTrainingResumesToTheSameModel) {
  expect_same_model_after_kills({"--epochs", "60"});
}

TEST_F(Kill, AKilledTrainingOfSeveralSeedsResumesToTheSameModel) {
  expect_same_model_after_kills({"--epochs", "30", "--seeds", "3"});
}

}  // namespace
}  // namespace emovox::testing
