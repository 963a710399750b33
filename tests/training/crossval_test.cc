// emovox crossval, end to end: the run folder, resuming, and invalid input.
#include <gmock/gmock.h>

#include <algorithm>
#include <filesystem>
#include <map>

#include "emovox/model.h"
#include "evaluation/predictions.h"
#include "evaluation/run_calibration.h"
#include "model/random_model.h"
#include "training/corpus_place.h"

namespace emovox::testing {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

class Crossval : public WithCorpus {
 protected:
  std::map<std::string, std::string> contents(const std::string& folder) const {
    std::map<std::string, std::string> files;
    for (const auto& entry : fs::recursive_directory_iterator(place_.path(folder))) {
      const std::string name = fs::relative(entry.path(), place_.path("")).string();
      files[name] = entry.is_directory() ? "folder" : place_.read(name);
    }
    return files;
  }

  void expect_refusal(const std::string& manifest, const std::string& words) {
    place_.write("bad.csv", manifest);
    expect_one_line(place_.run(with_recipe({"crossval", "bad.csv", "-o", "bad"})), 3, words);
    EXPECT_FALSE(fs::exists(place_.path("bad")));
  }

  std::string manifest() const { return place_.read("corpus.csv"); }
};

TEST_F(Crossval, WritesTheWholeRunFolder) {
  const Outcome run = crossval({"--seeds", "2", "--jobs", "2"});
  ASSERT_EQ(run.status, 0) << run.err;
  EXPECT_THAT(run.out, HasSubstr("speaker-independent, 3 speakers, 2 seeds"));
  EXPECT_THAT(run.out, HasSubstr("ensemble of 2 seeds, mean over folds"));
  EXPECT_THAT(run.err, HasSubstr("seed 2  fold speaker 1  epoch 3/3  loss "));
  EXPECT_THAT(place_.read("run/config.toml"), HasSubstr("hidden_size = 4"));
  EXPECT_EQ(lines_of(place_.read("run/folds.csv")).size(), 13u);
  const auto rows = lines_of(place_.read("run/predictions.csv"));
  ASSERT_EQ(rows.size(), 25u);
  EXPECT_EQ(rows[0], "file,speaker,emotion,fold,seed,predicted,p_anger,p_joy");
  EXPECT_THAT(rows[1], HasSubstr("audio/0.wav,speaker 0,anger,speaker 0,1,"));
  for (const char* key :
       {"\"ua_mean_folds\"", "\"macro_f1_pooled\"", "\"intervals\"", "\"ensemble\""}) {
    EXPECT_THAT(place_.read("run/metrics.json"), HasSubstr(key));
  }
  EXPECT_THAT(place_.read("run/report.html"), HasSubstr("</html>"));
  EXPECT_FALSE(fs::exists(place_.path("run/checkpoints/seed-1-fold-1.state")));
}

TEST_F(Crossval, RecordsItsTrackAndRefusesAnother) {
  ASSERT_EQ(crossval().status, 0);
  const std::string independent = place_.read("run/predictions.csv");
  for (const std::string track : {"speaker-normalised", "best-epoch-on-test"}) {
    SCOPED_TRACE(track);
    expect_one_line(crossval({"--track", track}), 2, "holds a run of another track");
    fs::remove_all(place_.path("run"));
    const Outcome run = crossval({"--track", track});
    ASSERT_EQ(run.status, 0) << run.err;
    EXPECT_THAT(run.out, HasSubstr(track));
    EXPECT_THAT(place_.read("run/metrics.json"), HasSubstr("\"" + track + "\""));
    EXPECT_THAT(place_.read("run/config.toml"), HasSubstr("track = '" + track + "'"));
    EXPECT_THAT(place_.read("run/report.html"), HasSubstr(track));
    if (track == "speaker-normalised") {  // the best epoch may be the last
      EXPECT_NE(place_.read("run/predictions.csv"), independent);
    }
    EXPECT_EQ(crossval({"--track", track}).status, 0);
    fs::remove_all(place_.path("run"));
    ASSERT_EQ(crossval().status, 0);
  }
}

TEST_F(Crossval, CurvesContainTheHeldOutMetrics) {
  ASSERT_EQ(crossval({"--track", "best-epoch-on-test", "--patience", "3"}).status, 0);
  const auto lines = lines_of(place_.read("run/learning_curves.csv"));
  EXPECT_EQ(lines.at(0), "seed,fold,epoch,loss,accuracy,held_out_loss,held_out_ua");
  EXPECT_EQ(lines.size(), 10u);  // three folds of three epochs
  for (std::size_t n = 1; n < lines.size(); ++n) EXPECT_NE(lines[n].back(), ',') << lines[n];
}

TEST_F(Crossval, DoesNotDependOnThreadsJobsOrRepetition) {
  ASSERT_EQ(crossval({"--threads", "1", "--jobs", "1"}).status, 0);
  const auto alone = contents("run");
  const Outcome again = crossval();
  EXPECT_EQ(again.status, 0) << again.err;
  EXPECT_EQ(contents("run"), alone);
  fs::remove_all(place_.path("run"));
  ASSERT_EQ(crossval({"--threads", "4", "--jobs", "2"}).status, 0);
  EXPECT_EQ(contents("run"), alone);
}

TEST_F(Crossval, CachedFeaturesGiveTheSameResult) {
  const auto kept = [](const fs::path& folder) {
    return fs::exists(folder)
               ? std::distance(fs::directory_iterator(folder), fs::directory_iterator())
               : 0;
  };
  const fs::path own = cache_.path() / "emovox" / "features";
  ASSERT_EQ(crossval({"--no-cache"}).status, 0);
  EXPECT_EQ(kept(own), 0);
  const auto computed = contents("run");
  for (int round = 0; round < 2; ++round) {
    fs::remove_all(place_.path("run"));
    const Outcome run = crossval();
    EXPECT_EQ(run.status, 0) << run.err;
    EXPECT_EQ(contents("run"), computed);
    EXPECT_EQ(kept(own), 12);
  }
  fs::remove_all(place_.path("run"));
  ASSERT_EQ(crossval({"--cache", "elsewhere"}).status, 0);
  EXPECT_EQ(kept(place_.path("elsewhere")), 12);
  choose_blas_beforehand();
  expect_one_line(crossval({"--cache", "elsewhere", "--no-cache"}), 2, "--no-cache");
}

TEST_F(Crossval, WarnsOnceThatFeaturesAreNotStored) {
  place_.write("file", "no folder");
  const Outcome run = crossval({"--cache", "file"});
  EXPECT_EQ(run.status, 0) << run.err;
  const std::string words = "emovox: features are not kept: file";
  EXPECT_NE(run.err.find(words), std::string::npos) << run.err;
  EXPECT_EQ(run.err.find(words), run.err.rfind(words)) << run.err;
}

TEST_F(Crossval, PredictsEachSpeakerWithTheModelOfItsFold) {
  ASSERT_EQ(crossval().status, 0);
  const auto table = evaluation::read_predictions(place_.path("run/predictions.csv"));
  for (std::size_t i = 0; i < 12; ++i) {
    const std::string fold = std::to_string(1 + i / 4);
    const Model model =
        Model::load(place_.path("run/checkpoints/seed-1-fold-" + fold + ".safetensors"));
    const std::string file = "audio/" + std::to_string(i) + ".wav";
    const Prediction expected = model.predict(load_audio(place_.path(file)));
    const auto row = std::ranges::find(table.rows, file, &evaluation::PredictionRow::file);
    ASSERT_NE(row, table.rows.end());
    EXPECT_EQ(row->predicted, expected.label);
    EXPECT_NEAR(row->probabilities[0], expected.probabilities[0], 1e-6);
  }
}

TEST_F(Crossval, HeldOutAudioDoesNotChangeTheModel) {
  ASSERT_EQ(crossval().status, 0);
  for (std::size_t i = 4; i < 8; ++i) {  // all of speaker 1: other voices, other lengths
    place_.write("audio/" + std::to_string(i) + ".wav",
                 wav_float(training::class_voice(5, 90 + i).samples));
  }
  ASSERT_EQ(place_.run(with_recipe({"crossval", "corpus.csv", "-o", "other"})).status, 0);
  const auto same = [&](const std::string& file) {
    return place_.read("run/" + file) == place_.read("other/" + file);
  };
  EXPECT_TRUE(same("checkpoints/seed-1-fold-2.safetensors"));
  EXPECT_FALSE(same("checkpoints/seed-1-fold-1.safetensors"));
  EXPECT_FALSE(same("predictions.csv"));
}

TEST_F(Crossval, CalibratesEachModelOnItsTrainingSpeakers) {
  const std::vector<std::string> flags{"--calibration-folds", "2", "--calibration-accuracy", "0.7"};
  const Outcome run = crossval(flags);
  ASSERT_EQ(run.status, 0) << run.err;
  EXPECT_THAT(run.out, HasSubstr("calibrated: ECE "));
  EXPECT_THAT(run.err, HasSubstr("seed 1  fold speaker 1 inside 2  epoch 3/3"));
  const auto folds = evaluation::read_calibrations(place_.path("run/calibration.csv"));
  ASSERT_EQ(folds.size(), 3u);
  for (const auto& one : folds) {
    const std::string number(1, static_cast<char>(one.fold.back() + 1));  // "speaker 0" is fold 1
    const Model model =
        Model::load(place_.path("run/checkpoints/seed-1-fold-" + number + ".safetensors"));
    EXPECT_EQ(model.info().temperature, one.calibration.temperature);
    EXPECT_EQ(model.info().abstain_below, one.calibration.abstain_below);
    EXPECT_NE(one.calibration.temperature, 1.0);
  }
  EXPECT_THAT(place_.read("run/metrics.json"), HasSubstr("\"abstain_below\""));
  for (const auto& entry : fs::directory_iterator(place_.path("run/checkpoints"))) {
    EXPECT_THAT(entry.path().string(), ::testing::Not(HasSubstr("inner")));
  }
  const auto alone = contents("run");
  EXPECT_EQ(crossval(flags).status, 0);
  EXPECT_EQ(contents("run"), alone);
  fs::remove_all(place_.path("run"));
  std::vector<std::string> in_threads = flags;
  in_threads.insert(in_threads.end(), {"--threads", "4", "--jobs", "3"});
  EXPECT_EQ(crossval(in_threads).status, 0);
  EXPECT_EQ(contents("run"), alone);
}

TEST_F(Crossval, CalibrationChangesNothingElse) {
  ASSERT_EQ(crossval().status, 0);
  const auto raw = evaluation::read_predictions(place_.path("run/predictions.csv"));
  EXPECT_THAT(place_.read("run/metrics.json"), HasSubstr("\"before\""));
  EXPECT_FALSE(fs::exists(place_.path("run/calibration.csv")));
  expect_one_line(crossval({"--calibration-folds", "2"}), 2, "other calibration options");
  fs::remove_all(place_.path("run"));
  ASSERT_EQ(crossval({"--calibration-folds", "2"}).status, 0);
  const auto calibrated = evaluation::read_predictions(place_.path("run/predictions.csv"));
  const auto back = evaluation::uncalibrated(
      calibrated, evaluation::read_calibrations(place_.path("run/calibration.csv")));
  ASSERT_EQ(back.rows.size(), raw.rows.size());
  for (std::size_t i = 0; i < raw.rows.size(); ++i) {
    EXPECT_EQ(calibrated.rows[i].predicted, raw.rows[i].predicted);
    EXPECT_NE(calibrated.rows[i].probabilities, raw.rows[i].probabilities);
    EXPECT_NEAR(back.rows[i].probabilities[0], raw.rows[i].probabilities[0], 1e-5);
  }
}

TEST_F(Crossval, HeldOutAudioDoesNotChangeTheCalibration) {
  const std::vector<std::string> flags{"--calibration-folds", "2"};
  ASSERT_EQ(crossval(flags).status, 0);
  for (std::size_t i = 4; i < 8; ++i) {  // all of speaker 1: noise
    place_.write("audio/" + std::to_string(i) + ".wav",
                 wav_float(model::random_voice(0.5, 16000, i).samples));
  }
  fs::rename(place_.path("run"), place_.path("before"));
  ASSERT_EQ(crossval(flags).status, 0);
  const auto same = [&](const std::string& file) {
    return place_.read("run/" + file) == place_.read("before/" + file);
  };
  EXPECT_TRUE(
      same("checkpoints/seed-1-fold-2.safetensors"));  // temperature and threshold are in it
  EXPECT_FALSE(same("checkpoints/seed-1-fold-1.safetensors"));
}

TEST_F(Crossval, RefusesInvalidCalibrationOptions) {
  choose_blas_beforehand();
  expect_one_line(crossval({"--calibration-folds", "1"}), 2, "1 inner folds");
  expect_one_line(crossval({"--calibration-folds", "3"}), 2, "trains on 2 speakers");
  expect_one_line(crossval({"--calibration-folds", "2", "--calibration-accuracy", "2"}), 2,
                  "--calibration-accuracy: '2' must be from 0 to 1");
  EXPECT_FALSE(fs::exists(place_.path("run")));
}

TEST_F(Crossval, ReadsFoldsFromAFile) {
  const Outcome folds =
      place_.run({"corpus", "folds", "corpus.csv", "-o", "two.csv", "--leave-speakers-out", "2"});
  ASSERT_EQ(folds.status, 0) << folds.err;
  const Outcome run = crossval({"--folds", "two.csv"});
  EXPECT_EQ(run.status, 0) << run.err;
  EXPECT_EQ(place_.read("run/folds.csv"), place_.read("two.csv"));
  place_.write("empty.csv", "file,speaker,emotion,fold\n");
  expect_one_line(crossval({"--folds", "empty.csv"}), 3, "empty.csv");
}

TEST_F(Crossval, HoldsSentencesOut) {
  std::string texts = "file,speaker,emotion,text\n";
  for (std::size_t i = 0; i < 12; ++i) {
    texts += "audio/" + std::to_string(i) + ".wav,speaker " + std::to_string(i / 4) +
             (i % 2 ? ",joy,t" : ",anger,t") + std::to_string(i % 4 / 2) + "\n";
  }
  place_.write("corpus.csv", texts);
  const std::vector<std::string> flags{"--group", "text", "--text-groups", "2"};
  const Outcome run = crossval(flags);
  ASSERT_EQ(run.status, 0) << run.err;
  EXPECT_THAT(run.out, HasSubstr("speaker-independent, sentences held out, 3 speakers"));
  EXPECT_THAT(place_.read("run/metrics.json"), HasSubstr("independent, sentences held out\""));
  const auto before = contents("run");
  EXPECT_TRUE(fs::exists(place_.path("run/checkpoints/seed-1-fold-6.safetensors")));
  EXPECT_EQ(evaluation::read_predictions(place_.path("run/predictions.csv")).rows.size(), 12u);
  EXPECT_EQ(crossval(flags).status, 0);
  EXPECT_EQ(contents("run"), before);
  expect_one_line(crossval(), 2, "holds a run of other folds");
  expect_one_line(crossval({"--group", "text", "--folds", "run/folds.csv"}), 2,
                  "together with --folds");
  fs::rename(place_.path("run"), place_.path("old"));
  EXPECT_EQ(crossval({"--folds", "old/folds.csv"}).status, 0);
  EXPECT_EQ(place_.read("run/predictions.csv"), before.at("run/predictions.csv"));
}

TEST_F(Crossval, RefusesTheSameAudioUnderTwoSpeakers) {
  place_.write("audio/11.wav", place_.read("audio/1.wav"));
  expect_one_line(crossval(), 2, "'audio/1.wav' of speaker 'speaker 0' and 'audio/11.wav'");
  EXPECT_FALSE(fs::exists(place_.path("run")));
}

TEST_F(Crossval, RefusesBadManifests) {
  choose_blas_beforehand();
  expect_refusal("file,emotion\naudio/0.wav,joy\n", "speaker");
  expect_refusal(manifest() + "audio/none.wav,speaker 2,joy\n", "audio/none.wav");
  expect_refusal("file,speaker,emotion\naudio/0.wav,a,joy\naudio/1.wav,b,joy\n",
                 "only one emotion, 'joy'");
  expect_refusal("file,speaker,emotion\naudio/0.wav,a,joy\naudio/1.wav,a,anger\n",
                 "only one speaker, 'a'");
  expect_refusal(manifest() + "audio/0.wav,speaker 0,anger\n", "bad.csv:14");
  expect_refusal("file,speaker,emotion\n", "bad.csv");
  place_.write("audio/0.wav", "no audio");
  expect_refusal(manifest(), "audio/0.wav");
  expect_one_line(place_.run({"crossval", "none.csv", "-o", "bad"}), 3, "none.csv");
}

TEST_F(Crossval, RefusesBadFlagsBeforeItStarts) {
  choose_blas_beforehand();
  expect_one_line(crossval({"--epoch", "3"}), 2, "--epoch");
  expect_one_line(crossval({"--epochs", "0"}), 2, "epochs");
  expect_one_line(crossval({"--dropout-rate", "many"}), 2, "many");
  expect_one_line(crossval({"--batch-size", "1"}), 2, "--batch-size: '1' must be from 2 to 65536");
  expect_one_line(crossval({"--seeds", "0"}), 2, "--seeds");
  expect_one_line(crossval({"--patience", "2"}), 2, "patience: is 2, but held_out_speakers is 0");
  expect_one_line(crossval({"--device", "abacus"}), 2, "abacus");
  for (const auto& [preset, status] : {std::pair("papper", 2), std::pair("none.toml", 3)}) {
    expect_one_line(place_.run({"crossval", "corpus.csv", "-o", "run", "--preset", preset}), status,
                    preset);
  }
  expect_one_line(place_.run({"crossval", "corpus.csv"}), 2, "--output");
  EXPECT_FALSE(fs::exists(place_.path("run")));
}

TEST_F(Crossval, RefusesTheFolderOfAnotherRun) {
  choose_blas_beforehand();
  ASSERT_EQ(crossval().status, 0);
  const auto before = contents("run");
  expect_one_line(crossval({"--epochs", "4"}), 2, "run: holds a run of another recipe");
  std::string other = manifest();
  other.replace(other.find("anger"), 5, "joy");
  place_.write("corpus.csv", other);
  expect_one_line(crossval(), 2, "run: holds a run on another corpus");
  EXPECT_EQ(contents("run"), before);
  place_.write("thesis/chapter.txt", "years of work");
  expect_one_line(place_.run(with_recipe({"crossval", "corpus.csv", "-o", "thesis"})), 2,
                  "thesis: holds other files but no run");
  EXPECT_EQ(contents("thesis").size(), 1u);
}

}  // namespace
}  // namespace emovox::testing
