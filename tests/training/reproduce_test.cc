// emovox reproduce: three cross-validations and the paper's tables, from one command; killed and
// started again it ends with the same files.
#include <gmock/gmock.h>

#include <filesystem>

#include "training/killing.h"

namespace emovox::testing {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

class Reproduce : public Killing {
 protected:
  static std::vector<std::string> reproduce_into(const std::string& folder,
                                                 const std::string& epochs = "3") {
    return with_recipe({"reproduce", "corpus.csv", "-o", folder, "--epochs", epochs, "--seeds", "2",
                        "--jobs", "2"});
  }
};

TEST_F(Reproduce, TrainsThreeSystemsAndComparesThem) {
  const Outcome run = place_.run(reproduce_into("paper"));
  ASSERT_EQ(run.status, 0) << run.err;
  EXPECT_THAT(run.out, HasSubstr("BiLSTM-2  0 of 6 trainings done"));
  EXPECT_THAT(run.out, HasSubstr("written to paper/report.html"));
  EXPECT_THAT(place_.read("paper/bilstm-1/config.toml"), HasSubstr("feature_sets = [\"log_mel\"]"));
  EXPECT_THAT(place_.read("paper/bilstm-2/config.toml"), HasSubstr("feature_sets = [\"lld\"]"));
  const std::string page = place_.read("paper/report.html");
  for (const char* words : {"Table III.", "Table IV.", "BiLSTM-2 against DBL-MM"}) {
    EXPECT_THAT(page, HasSubstr(words));
  }
  EXPECT_THAT(place_.read("paper/tables/table-3.tex"), HasSubstr("\\toprule"));
  EXPECT_THAT(place_.read("paper/dbl-mm/learning_curves.csv"), HasSubstr("seed,fold,epoch,loss"));

  const Outcome again = place_.run(reproduce_into("paper"));
  ASSERT_EQ(again.status, 0) << again.err;
  EXPECT_THAT(again.out, HasSubstr("DBL-MM    6 of 6 trainings done"));
  EXPECT_EQ(place_.read("paper/report.html"), page);
}

TEST_F(Reproduce, RefusesInvalidFlagsBeforeItStarts) {
  auto arguments = reproduce_into("paper");
  arguments.insert(arguments.end(), {"--feature-sets", "lld"});
  expect_one_line(place_.run(arguments), 2, "--feature-sets");
  arguments = reproduce_into("paper", "0");
  expect_one_line(place_.run(arguments), 2, "epochs");
  arguments = reproduce_into("paper");
  arguments.insert(arguments.end(), {"--listeners", "missing.csv"});
  expect_one_line(place_.run(arguments), 3, "missing.csv");
  EXPECT_FALSE(fs::exists(place_.path("paper")));
}

TEST_F(Reproduce, GivesTheSameReportAfterTwoKills) {
  SCOPED_TRACE(seed_);
  const Seconds whole = run_whole(reproduce_into("whole", "12"));
  int kills = 0;
  for (int attempt = 0; attempt < 20 && kills < 2; ++attempt) {
    if (run_and_kill(reproduce_into("killed", "12"), moment(0.5 * whole))) {
      ++kills;
    } else {  // this run was faster than the one before
      std::filesystem::remove_all(place_.path("killed"));
      kills = 0;
    }
  }
  ASSERT_EQ(kills, 2);
  run_whole(reproduce_into("killed", "12"));
  for (const std::string file :
       {"report.html", "tables/table-3.csv", "tables/tests.tex", "dbl-mm/learning_curves.csv",
        "bilstm-1/report.html", "bilstm-2/predictions.csv", "bilstm-2/figures/confusion.svg"}) {
    EXPECT_EQ(place_.read("killed/" + file), place_.read("whole/" + file)) << file;
    EXPECT_NE(place_.read("whole/" + file), "") << file;
  }
}

}  // namespace
}  // namespace emovox::testing
