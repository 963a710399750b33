// The held-out speaker of a fold does not influence its model: neither weights nor normaliser,
// temperature or threshold.
#include <gtest/gtest.h>

#include <random>

#include "command/wav.h"
#include "corpus/folds.h"
#include "corpus/make_manifest.h"
#include "expect_error.h"
#include "model/model_file.h"
#include "temporary_folder.h"
#include "training/fit.h"
#include "training/inner_folds.h"
#include "training/small_corpus.h"

namespace emovox::training {
namespace {

class NoLeak : public ::testing::Test {
 protected:
  NoLeak() {
    manifest_.folder = folder_.path();
    for (std::size_t i = 0; i < 12; ++i) {
      const std::string file = std::to_string(i) + ".wav";
      write(file, class_voice(i % 2, i).samples);
      manifest_.utterances.push_back(corpus::utterance(file, "speaker " + std::to_string(i / 4),
                                                       i % 2 == 0 ? "anger" : "joy"));
    }
    recipe_.training.vocal_tract_warp = 0.1;
    recipe_.training.class_weights = true;
    recipe_.network.normalisation = Normalisation::both;
  }

  void write(const std::string& file, const std::vector<float>& samples) {
    folder_.write(file, testing::wav_float(samples));
  }

  void fill_with_noise(const std::vector<std::size_t>& utterances) {
    std::mt19937_64 random(3);
    for (const std::size_t i : utterances) {
      std::vector<float> noise(3000 + random() % 9000);
      for (float& sample : noise) sample = static_cast<float>(random() % 2001) / 1000.0f - 1.0f;
      write(manifest_.utterances[i].file, noise);
    }
  }

  std::vector<std::byte> model_of(const corpus::Fold& fold) {
    TrainingJob job;
    job.utterances = fold.train;
    const Dataset dataset = load_dataset(manifest_, recipe_, cache_, 2);
    return model::serialise(fit(dataset, recipe_, job));
  }

  /// Uses a new folder each time.
  evaluation::Calibration calibration_of(const corpus::Fold& fold) {
    TrainingJob job;
    job.utterances = fold.train;
    job.validation = fold.test;  // used by the track best-epoch-on-test, but never by calibration
    const auto place = folder_.path() / ("model-" + std::to_string(++calibrations_));
    return calibrate_within(manifest_, load_dataset(manifest_, recipe_, cache_, 2), recipe_, job,
                            {.folds = 2, .accuracy = 0.8}, place, [](auto...) {});
  }

  int calibrations_ = 0;
  test::TemporaryFolder folder_;
  corpus::Manifest manifest_;
  Recipe recipe_ = small_recipe();
  FeatureCache cache_{{}, recipe_.features};  // keeps nothing
};

TEST_F(NoLeak, HeldOutAudioDoesNotChangeTheModel) {
  const auto folds = corpus::leave_one_speaker_out(manifest_);
  const auto before = model_of(folds[1]);
  const auto others = model_of(folds[0]);
  fill_with_noise(folds[1].test);
  EXPECT_EQ(model_of(folds[1]), before);
  EXPECT_NE(model_of(folds[0]), others);  // this fold trains on it
}

TEST_F(NoLeak, NoTrainingOptionUsesTheHeldOutSpeaker) {
  for (std::size_t i = 12; i < 16; ++i) {
    const std::string file = std::to_string(i) + ".wav";
    write(file, class_voice(i % 2, i).samples);
    manifest_.utterances.push_back(
        corpus::utterance(file, "speaker 3", i % 2 == 0 ? "anger" : "joy"));
  }
  TrainingOptions& levers = recipe_.training;
  levers.speed_change = 0.1;
  levers.crop = 0.5;
  levers.mixup = 0.4;
  levers.weight_average = 0.9;
  levers.speaker_adversary = 0.5;
  levers.speaker_style = 1.0;
  levers.class_weights = false;  // with class weights there is no prior to correct
  levers.prior_correction = 1.0;
  levers.discriminant_share = 0.5;
  levers.held_out_speakers = 1;
  const auto folds = corpus::leave_one_speaker_out(manifest_);
  const auto before = model_of(folds[1]);
  const auto others = model_of(folds[0]);
  fill_with_noise(folds[1].test);
  EXPECT_EQ(model_of(folds[1]), before);
  EXPECT_NE(model_of(folds[0]), others);
}

TEST_F(NoLeak, HeldOutLabelsDoNotChangeTheModel) {
  const auto folds = corpus::leave_one_speaker_out(manifest_);
  const auto before = model_of(folds[1]);
  const auto others = model_of(folds[0]);
  for (const std::size_t i : folds[1].test) manifest_.utterances[i].emotion = "joy";
  EXPECT_EQ(model_of(folds[1]), before);
  EXPECT_NE(model_of(folds[0]), others);
}

bool same(const evaluation::Calibration& a, const evaluation::Calibration& b) {
  return a.temperature == b.temperature && a.abstain_below == b.abstain_below;
}

TEST_F(NoLeak, TheHeldOutSpeakerDoesNotChangeTheCalibration) {
  const auto folds = corpus::leave_one_speaker_out(manifest_);
  for (const std::size_t i : {0, 9}) {  // so that not all answers are right
    std::string& emotion = manifest_.utterances[i].emotion;
    emotion = emotion == "joy" ? "anger" : "joy";
  }
  const auto before = calibration_of(folds[1]);
  const auto others = calibration_of(folds[0]);
  EXPECT_GT(before.temperature, evaluation::kLowestTemperature);
  EXPECT_LT(before.temperature, evaluation::kHighestTemperature);
  EXPECT_GT(before.abstain_below, 0.0);
  EXPECT_LT(before.abstain_below, 1.0);
  fill_with_noise(folds[1].test);
  for (const std::size_t i : folds[1].test) manifest_.utterances[i].emotion = "joy";
  EXPECT_TRUE(same(calibration_of(folds[1]), before));
  EXPECT_NE(calibration_of(folds[0]).temperature, others.temperature);
}

// --- What the trainer reads ----------------------------------------------------------------------

using DatasetTest = NoLeak;

TEST_F(DatasetTest, DoesNotDependOnThreads) {
  std::vector<std::size_t> counts;
  const Dataset alone = load_dataset(manifest_, recipe_, cache_, 1,
                                     [&](std::size_t done) { counts.push_back(done); });
  EXPECT_EQ(counts, range(1, 13));
  const Dataset together = load_dataset(manifest_, recipe_, cache_, 4);
  EXPECT_EQ(alone.labels, (std::vector<std::string>{"anger", "joy"}));
  EXPECT_EQ(alone.targets, (std::vector<std::size_t>{0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1}));
  for (std::size_t i = 0; i < 12; ++i) {
    EXPECT_EQ(alone.features[i].lld.values, together.features[i].lld.values) << i;
    EXPECT_EQ(alone.features[i].log_mel.values,
              extract_features(class_voice(i % 2, i)).log_mel.values);
  }
}

TEST_F(DatasetTest, ReadsTheSegmentOfTheManifest) {
  Audio voice = class_voice(0, 0);
  manifest_.utterances[0].start = 0.1;
  manifest_.utterances[0].end = 0.25;
  const Dataset dataset = load_dataset(manifest_, recipe_, cache_, 1);
  voice.samples = {voice.samples.begin() + 1600, voice.samples.begin() + 4000};
  EXPECT_EQ(dataset.features[0].lld.values, extract_features(voice).lld.values);
}

// Training and prediction use the same part of an utterance (see the tests of Model about
// trimming).
TEST_F(DatasetTest, TrimsSilenceLikeTheNetwork) {
  recipe_.network.trim_db = 45.0;
  const Audio voice = class_voice(0, 0);
  const auto lld_between = [&](std::size_t before, std::size_t after) {
    std::vector<float> padded(before, 0.0f);
    padded.insert(padded.end(), voice.samples.begin(), voice.samples.end());
    padded.resize(padded.size() + after, 0.0f);
    write("0.wav", padded);
    return load_dataset(manifest_, recipe_, cache_, 1).features[0].lld.values;
  };
  const auto a_little = lld_between(800, 800);
  EXPECT_EQ(lld_between(16000, 8000), a_little);
  recipe_.network.trim_db = 0.0;
  EXPECT_GT(lld_between(800, 800).size(), a_little.size());
}

TEST_F(DatasetTest, NamesTheRecordingThatCannotBeUsed) {
  write("7.wav", std::vector<float>(8000, 1e-4f));
  EXPECT_ERROR(load_dataset(manifest_, recipe_, cache_, 2), corrupt_data, "7.wav: is silent");
  write("7.wav", std::vector<float>(800, 0.5f));
  EXPECT_ERROR(load_dataset(manifest_, recipe_, cache_, 2), corrupt_data, "7.wav: only 0.05");
  folder_.write("7.wav", "no audio at all");
  EXPECT_ERROR(load_dataset(manifest_, recipe_, cache_, 2), corrupt_data, "7.wav");
  write("7.wav", class_voice(0, 1).samples);
  manifest_.utterances[7].start = 5.0;
  EXPECT_ERROR(load_dataset(manifest_, recipe_, cache_, 2), corrupt_data,
               "7.wav: the utterance from 5 s to the end holds no sample");
}

}  // namespace
}  // namespace emovox::training
