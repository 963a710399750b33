// emovox train, end to end, and what emovox predict makes of its model.
#include <gmock/gmock.h>

#include <filesystem>

#include "training/corpus_place.h"

namespace emovox::testing {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

class Train : public WithCorpus {
 protected:
  Outcome train(const std::vector<std::string>& more = {}) const {
    std::vector<std::string> arguments =
        with_recipe({"train", "corpus.csv", "-o", "m.safetensors"});
    arguments.insert(arguments.end(), more.begin(), more.end());
    return place_.run(arguments);
  }
};

TEST_F(Train, MakesAModelThatPredicts) {
  const Outcome trained = train({"--epochs", "25"});
  ASSERT_EQ(trained.status, 0) << trained.err;
  EXPECT_EQ(trained.out, "");
  EXPECT_EQ(lines_of(trained.err).size(), 25u);
  EXPECT_FALSE(fs::exists(place_.path("m.safetensors.state")));
  const Outcome predicted =
      place_.run({"predict", "--model", "m.safetensors", "--format", "csv", "audio"});
  ASSERT_EQ(predicted.status, 0) << predicted.err;
  int right = 0;
  for (std::size_t i = 0; i < 12; ++i) {
    for (const std::string& line : lines_of(predicted.out)) {
      if (line.find("audio/" + std::to_string(i) + ".wav") == std::string::npos) continue;
      if (line.find(i % 2 ? ",joy," : ",anger,") != std::string::npos) ++right;
    }
  }
  EXPECT_EQ(right, 12) << predicted.out;
}

TEST_F(Train, TellsWhatTheModelCameFrom) {
  ASSERT_EQ(crossval().status, 0);
  const Outcome trained = train({"--figures", "run", "--name", "tiny"});
  ASSERT_EQ(trained.status, 0) << trained.err;
  const std::string model = place_.read("m.safetensors");
  for (const char* words : {"tiny", "12 utterances of 3 speakers", "loso_ua_mean_folds",
                            "corpus_checksum", "corpus.csv", "epochs = "}) {
    EXPECT_THAT(model, HasSubstr(words));
  }
}

TEST_F(Train, RefusesFiguresThatAreNotItsOwn) {
  choose_blas_beforehand();
  expect_one_line(train({"--figures", "run"}), 3, "run");
  ASSERT_EQ(crossval().status, 0);
  expect_one_line(train({"--figures", "run", "--epochs", "4"}), 2, "run of another recipe");
  EXPECT_FALSE(fs::exists(place_.path("m.safetensors")));
}

TEST_F(Train, RefusesPlacesItCannotWriteTo) {
  choose_blas_beforehand();
  place_.write("m.safetensors/file", "x");
  expect_one_line(train(), 2, "m.safetensors: is a folder");
  const auto into = [&](const std::string& file) {
    return place_.run(with_recipe({"train", "corpus.csv", "-o", file}));
  };
  expect_one_line(into("none/m.st"), 3, "none");
  place_.write("other.st.state", "not a checkpoint");
  expect_one_line(into("other.st"), 3, "other.st.state: not a whole checkpoint");
  EXPECT_EQ(place_.read("other.st.state"), "not a checkpoint");
  expect_one_line(train({"--lerning-rate", "1"}), 2, "--lerning-rate");
}

TEST_F(Train, RefusesAManifestOfOneEmotion) {
  place_.write("corpus.csv", "file,speaker,emotion\naudio/0.wav,a,joy\naudio/1.wav,b,joy\n");
  expect_one_line(train(), 3, "only one emotion");
  EXPECT_FALSE(fs::exists(place_.path("m.safetensors")));
}

}  // namespace
}  // namespace emovox::testing
