// emovox train, end to end, and predictions of its model.
#include <gmock/gmock.h>

#include <filesystem>

#include "emovox/model.h"
#include "evaluation/calibration.h"
#include "evaluation/ensemble.h"
#include "evaluation/predictions.h"
#include "model/model_file.h"
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

  static void expect_mismatch(const Outcome& verified) {
    EXPECT_EQ(verified.status, 3);
    EXPECT_THAT(verified.out, HasSubstr("DIFFERS"));
    EXPECT_THAT(verified.err, HasSubstr("computes other numbers"));
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

TEST_F(Train, TrainsWithProsody) {
  for (const char* sets : {"log_mel,lld,prosody", "prosody"}) {
    const Outcome trained =
        train({"--feature-sets", sets, "--speed-change", "0.1", "--vocal-tract-warp", "0.1"});
    ASSERT_EQ(trained.status, 0) << trained.err;
    const std::string bytes = place_.read("m.safetensors");
    const auto file = model::parse_model_file(std::as_bytes(std::span(bytes)), "m.safetensors");
    EXPECT_EQ(file.info.network.feature_sets.back(), FeatureSet::prosody);
    const auto& mean = file.tensors.at("normaliser.prosody.mean").values;
    EXPECT_GT(mean[0], 3.0f) << sets;   // semitones above 55 Hz
    EXPECT_LT(mean[3], -5.0f) << sets;  // dB
    const Outcome predicted =
        place_.run({"predict", "--model", "m.safetensors", "--format", "csv", "audio"});
    ASSERT_EQ(predicted.status, 0) << predicted.err;
    EXPECT_EQ(lines_of(predicted.out).size(), 13u);
  }
}

TEST_F(Train, RecordsTheOriginOfTheModel) {
  ASSERT_EQ(crossval().status, 0);
  const Outcome trained = train({"--metrics", "run", "--name", "tiny"});
  ASSERT_EQ(trained.status, 0) << trained.err;
  const std::string model = place_.read("m.safetensors");
  for (const char* words : {"tiny", "12 utterances of 3 speakers", "loso_ua_mean_folds",
                            "corpus_checksum", "corpus.csv", "epochs = "}) {
    EXPECT_THAT(model, HasSubstr(words));
  }
}

TEST_F(Train, CalibratesOnHeldOutSpeakers) {
  ASSERT_EQ(crossval({"--seeds", "2"}).status, 0);
  ASSERT_EQ(train({"--metrics", "run", "--wanted-accuracy", "0.7"}).status, 0);
  const auto table = evaluation::read_predictions(place_.path("run/predictions.csv"));
  const auto expected = evaluation::calibrate(evaluation::labelled_posteriors(table), 0.7);
  const ModelInfo info = Model::load(place_.path("m.safetensors")).info();
  EXPECT_EQ(info.temperature, expected.temperature);
  EXPECT_EQ(info.abstain_below, expected.abstain_below);
  EXPECT_NE(info.temperature, 1.0);
  for (const char* key : {"loso_ece_calibrated", "loso_recall_joy", "loso_speaker_speaker 1"}) {
    EXPECT_TRUE(info.origin.contains(key)) << key;
  }
  const Outcome card = place_.run({"card", "m.safetensors", "--data", "twelve voices"});
  EXPECT_EQ(card.status, 0) << card.err;
  for (const char* words :
       {"# m\n", "twelve voices", "| speaker | speaker 0 |", "temperature ", "EU AI Act"}) {
    EXPECT_THAT(card.out, HasSubstr(words));
  }
  ASSERT_EQ(train({"--metrics", "run", "--wanted-accuracy", "0"}).status, 0);
  EXPECT_EQ(Model::load(place_.path("m.safetensors")).info().abstain_below, 0.0);
}

TEST_F(Train, RemovesTheTemperaturesOfACalibratedRun) {
  ASSERT_EQ(crossval().status, 0);
  ASSERT_EQ(train({"--metrics", "run"}).status, 0);
  const double expected = Model::load(place_.path("m.safetensors")).info().temperature;
  fs::remove_all(place_.path("run"));
  ASSERT_EQ(crossval({"--calibration-folds", "2"}).status, 0);
  ASSERT_EQ(train({"--figures", "run"}).status, 0);  // the option's old name
  EXPECT_NEAR(Model::load(place_.path("m.safetensors")).info().temperature / expected, 1.0, 1e-3);
}

TEST_F(Train, PutsSeveralSeedsIntoOneFile) {
  ASSERT_EQ(crossval({"--seeds", "2"}).status, 0);
  ASSERT_EQ(train({"--seeds", "2", "--metrics", "run"}).status, 0);
  const Model both = Model::load(place_.path("m.safetensors"));
  EXPECT_EQ(both.info().members, 2);
  EXPECT_EQ(both.info().origin.at("seed"), "1, 2");
  EXPECT_TRUE(both.info().origin.contains("loso_ensemble_ua_pooled"));
  const auto runs = evaluation::read_predictions(place_.path("run/predictions.csv"));
  const auto expected =
      evaluation::calibrate(evaluation::labelled_posteriors(*evaluation::seed_ensemble(runs)), 0.9);
  EXPECT_EQ(both.info().temperature, expected.temperature);
  for (const auto& entry : fs::directory_iterator(place_.path(""))) {
    EXPECT_FALSE(entry.path().filename().string().starts_with("m.safetensors.")) << entry.path();
  }
  expect_one_line(train({"--seeds", "3", "--metrics", "run"}), 2, "no predictions of seed 3");

  for (const std::string seed : {"1", "2"}) {
    const std::vector<std::string> one{"train", "corpus.csv", "-o", seed + ".st", "--seed", seed};
    ASSERT_EQ(place_.run(with_recipe(one)).status, 0);
  }
  ASSERT_EQ(place_.run({"ensemble", "1.st", "2.st", "-o", "e.st"}).status, 0);
  ASSERT_EQ(train({"--seeds", "2"}).status, 0);
  const Audio audio = load_audio(place_.path("audio/0.wav"));
  EXPECT_EQ(Model::load(place_.path("e.st")).predict(audio).probabilities,
            Model::load(place_.path("m.safetensors")).predict(audio).probabilities);
}

TEST_F(Train, RefusesMembersOfAnotherTraining) {
  choose_blas_beforehand();
  ASSERT_EQ(place_.run(with_recipe({"train", "corpus.csv", "-o", "one.st"})).status, 0);
  fs::copy(place_.path("one.st"), place_.path("m.safetensors.seed-1.member"));
  expect_one_line(train({"--seeds", "2"}), 2,
                  "seed-1.member: is the checkpoint of another training");
  expect_one_line(train({"--seeds", "0"}), 2, "--seeds");
  expect_one_line(train({"--wanted-accuracy", "1.5"}), 2, "--wanted-accuracy");
  expect_one_line(train({"--patience", "2"}), 2, "patience: is 2, but held_out_speakers is 0");
}

TEST_F(Train, RecordsWhatVerifyComparesWith) {
  ASSERT_EQ(train().status, 0);
  const Outcome good = place_.run({"verify", "m.safetensors", "--manifest", "corpus.csv"});
  EXPECT_EQ(good.status, 0) << good.out << good.err;
  EXPECT_THAT(good.out, HasSubstr("recordings: 5 of 5 found"));
  model::ModelFile file = model::read_model_file(place_.path("m.safetensors"));
  file.tensors.at("output.bias").values[0] += 1.0f;
  const auto bytes = model::serialise(file);
  place_.write("m.safetensors", {reinterpret_cast<const char*>(bytes.data()), bytes.size()});
  expect_mismatch(place_.run({"verify", "m.safetensors"}));
}

TEST_F(Train, RefusesMetricsOfAnotherRecipeOrCorpus) {
  choose_blas_beforehand();
  expect_one_line(train({"--metrics", "run"}), 3, "run");
  ASSERT_EQ(crossval().status, 0);
  expect_one_line(train({"--metrics", "run", "--epochs", "4"}), 2, "run of another recipe");
  std::string other = place_.read("corpus.csv");
  other.replace(other.find("anger"), 5, "joy");
  place_.write("corpus.csv", other);
  expect_one_line(train({"--metrics", "run"}), 2, "run on another corpus");
  EXPECT_FALSE(fs::exists(place_.path("m.safetensors")));
}

TEST_F(Train, RefusesPathsThatCannotBeWritten) {
  choose_blas_beforehand();
  place_.write("m.safetensors/file", "x");
  expect_one_line(train(), 2, "m.safetensors: is a folder");
  const auto into = [&](const std::string& file) {
    return place_.run(with_recipe({"train", "corpus.csv", "-o", file}));
  };
  expect_one_line(into("none/m.st"), 3, "none");
  place_.write("other.st.state", "not a checkpoint");
  expect_one_line(into("other.st"), 3, "other.st.state: is not a complete checkpoint");
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
