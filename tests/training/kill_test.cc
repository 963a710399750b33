// kill -9 at any moment, the same command again, and the run ends with the very numbers of an
// undisturbed one.
#include <filesystem>

#include "training/killing.h"

namespace emovox::testing {
namespace {

namespace fs = std::filesystem;

class Kill : public Killing {
 protected:
  static std::vector<std::string> crossval_into(const std::string& folder) {
    return with_recipe({"crossval", "corpus.csv", "-o", folder, "--epochs", "25", "--jobs", "2"});
  }

  static std::vector<std::string> train_into(const std::string& file) {
    return with_recipe({"train", "corpus.csv", "-o", file, "--epochs", "60", "--name", "m"});
  }
};

TEST_F(Kill, AStoppedCrossValidationEndsWithTheSameNumbers) {
  SCOPED_TRACE(seed_);
  const Seconds whole = run_whole(crossval_into("whole"));
  int kills = 0;
  for (int attempt = 0; attempt < 6; ++attempt) {
    const std::string folder = attempt < 3 ? "first" : "second";
    const bool writing = attempt % 3 != 0;
    if (run_and_kill(crossval_into(folder), writing ? moment(kShort) : moment(whole),
                     writing ? place_.path(folder + "/checkpoints") : fs::path())) {
      ++kills;
    }
  }
  EXPECT_GT(kills, 0);
  for (const std::string folder : {"first", "second"}) {
    run_whole(crossval_into(folder));
    for (const std::string file :
         {"config.toml", "folds.csv", "predictions.csv", "metrics.json", "learning_curves.csv",
          "report.html", "tables/classes.csv", "figures/attention-1.svg",
          "checkpoints/seed-1-fold-3.safetensors"}) {
      EXPECT_EQ(place_.read(folder + "/" + file), place_.read("whole/" + file)) << file;
      EXPECT_NE(place_.read("whole/" + file), "") << file;
    }
  }
}

TEST_F(Kill, AStoppedTrainingEndsWithTheSameModel) {
  SCOPED_TRACE(seed_);
  const Seconds whole = run_whole(train_into("whole.st"));
  EXPECT_TRUE(run_and_kill(train_into("killed.st"), moment(kShort), place_.path("")));
  EXPECT_TRUE(fs::exists(place_.path("killed.st.state")));
  run_and_kill(train_into("killed.st"), moment(kShort), place_.path(""));
  run_and_kill(train_into("killed.st"), moment(whole));
  run_whole(train_into("killed.st"));
  EXPECT_NE(place_.read("whole.st"), "");
  EXPECT_EQ(place_.read("killed.st"), place_.read("whole.st"));
  EXPECT_FALSE(std::filesystem::exists(place_.path("killed.st.state")));
}

}  // namespace
}  // namespace emovox::testing
