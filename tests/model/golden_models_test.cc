// Model files that earlier versions wrote (tests/golden/models), and the predictions that they
// gave.
//
// Each version that can write something new adds its files once, which are never written again:
//   EMOVOX_WRITE_GOLDEN_MODELS=1 build/release/bin/model_test --gtest_filter='GoldenModels.*'
#include <gmock/gmock.h>

#include <cstdlib>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "emovox/version.h"
#include "model/ensemble.h"
#include "model/random_model.h"
#include "model/verification.h"
#include "test_places.h"
#include "text/whole_file.h"

namespace emovox::model {
namespace {

namespace fs = std::filesystem;
using testing::SizeIs;

const fs::path kGoldenModels = golden_folder() / "models";

Audio golden_voice() { return random_voice(2.0, 16000, 3); }

/// The defaults, which the file does not write.
ModelFile paper_model() { return random_model(small_info(2), 31); }

/// An ensemble, and a value in every field that is not the default.
ModelFile varied_model() {
  ModelInfo info = small_info(2);
  info.features = {.sample_rate = 22050,
                   .window_length = 500,
                   .hop_length = 220,
                   .fft_length = 1024,
                   .mel_bands = 20,
                   .mel_low = 50.0,
                   .mel_high = 9000.0,
                   .top_db = 70.0,
                   .mfcc_count = 4,
                   .delta_width = 7,
                   .rolloff = 0.9,
                   .pitch_low = 70.0,
                   .pitch_high = 450.0};
  info.network = {.feature_sets = {FeatureSet::lld, FeatureSet::prosody},
                  .fusions = {Fusion::weighted, Fusion::attention, Fusion::deviation},
                  .cell = Cell::plain,
                  .hidden_size = 2,
                  .attention_scale = AttentionScale::sqrt_dim,
                  .projection_size = 3,
                  .normalisation = Normalisation::both,
                  .frames_per_step = 2,
                  .trim_db = 60.0};
  ModelFile joined = join_members({random_model(info, 32), random_model(info, 33)});
  joined.info.temperature = 1.5;
  joined.info.abstain_below = 0.4;
  record_signal(joined);
  return joined;
}

void write_once(const std::string& name, const ModelFile& file) {
  const fs::path path = kGoldenModels / (std::string(EMOVOX_VERSION) + "-" + name + ".safetensors");
  if (fs::exists(path)) return;
  fs::create_directories(kGoldenModels);
  const auto bytes = serialise(file);
  const Prediction prediction = Model::from_memory(bytes).predict(golden_voice());
  const nlohmann::ordered_json expected{{"label", prediction.label},
                                        {"uncertain", prediction.uncertain},
                                        {"probabilities", prediction.probabilities},
                                        {"attention", prediction.attention}};
  const std::string text = expected.dump() + "\n";
  text::write_file_atomically(path, bytes);
  text::write_file_atomically(fs::path(path).replace_extension(".json"), text);
}

void expect_recorded(const std::vector<float>& found, const std::vector<float>& expected) {
  ASSERT_THAT(found, SizeIs(expected.size()));
  for (std::size_t i = 0; i < found.size(); ++i) EXPECT_NEAR(found[i], expected[i], 2e-5) << i;
}

TEST(GoldenModels, FilesOfEveryVersionGiveTheSamePredictions) {
  if (std::getenv("EMOVOX_WRITE_GOLDEN_MODELS") != nullptr) {
    write_once("paper", paper_model());
    write_once("varied", varied_model());
  }
  std::size_t files = 0;
  for (const auto& entry : fs::directory_iterator(kGoldenModels)) {
    if (entry.path().extension() != ".safetensors") continue;
    SCOPED_TRACE(entry.path().filename().string());
    ++files;
    const auto expected =
        nlohmann::json::parse(text::read_file(fs::path(entry.path()).replace_extension(".json")));
    const Prediction prediction = Model::load(entry.path()).predict(golden_voice());
    EXPECT_EQ(prediction.label, expected.at("label"));
    EXPECT_EQ(prediction.uncertain, expected.at("uncertain"));
    expect_recorded(prediction.probabilities, expected.at("probabilities"));
    expect_recorded(prediction.attention, expected.at("attention"));
  }
  EXPECT_GE(files, 2U);
}

}  // namespace
}  // namespace emovox::model
