// Recipes: to TOML and back, errors with their position, the presets.
#include "training/recipe.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "expect_error.h"
#include "temporary_folder.h"

namespace emovox::training {
namespace {

/// A recipe in which every field differs from its default.
Recipe unusual_recipe() {
  Recipe recipe;
  recipe.features = {8000, 200, 80, 256, 40, 50.5, 3999.9, 60.1, 12, 7, 0.8};
  recipe.network.feature_sets = {FeatureSet::lld};
  recipe.network.fusions = {Fusion::weighted, Fusion::mean};
  recipe.network.cell = Cell::plain;
  recipe.network.hidden_size = 7;
  recipe.network.attention_scale = AttentionScale::sqrt_dim;
  recipe.network.projection_size = 9;
  recipe.network.normalisation = Normalisation::both;
  recipe.network.frames_per_step = 3;
  recipe.training = {3,    17,  0.1 + 0.2, Schedule::cosine, 1e-7, 3.5,  0.0,
                     0.25, 0.1, true,      1.0 / 3.0,        0.15, 0.05, 0.11};
  return recipe;
}

TEST(TrainingOptions, AreOneLineForAModelFile) {
  TrainingOptions options;
  options.learning_rate = 0.002;
  const std::string line = to_line(options);
  EXPECT_THAT(line,
              ::testing::StartsWith("epochs = 100, batch_size = 32, learning_rate = 0.002, "));
  EXPECT_THAT(line, ::testing::Not(::testing::HasSubstr("\n")));
}

TEST(Recipe, ReadsBackWhatItWrites) {
  for (const Recipe& recipe : {unusual_recipe(), Recipe{}, load_preset("compact")}) {
    EXPECT_EQ(parse_recipe(to_toml(recipe), "config", unusual_recipe()), recipe);
  }
}

TEST(Recipe, KeepsDefaultsOfMissingKeys) {
  Recipe expected = unusual_recipe();
  expected.training.epochs = 9;
  expected.training.dropout_rate = 0.0;
  expected.network.fusions = {Fusion::final_frame};
  EXPECT_EQ(parse_recipe("[training]\nepochs = 9\ndropout_rate = 0\n"
                         "[network]\nfusions = [\"final_frame\"]\n[run]\nanything = 1\n",
                         "file", unusual_recipe()),
            expected);
}

TEST(Recipe, NamesFileLineAndKeyOfAMistake) {
  EXPECT_ERROR(parse_recipe("[training]\n\nepoch = 3\n", "r.toml"), corrupt_data,
               "r.toml:3: unknown key \"epoch\"");
  EXPECT_ERROR(parse_recipe("[training]\nepochs = 1.5\n", "r.toml"), corrupt_data,
               "r.toml:2: value of \"epochs\"; must be a whole number");
  EXPECT_ERROR(parse_recipe("[training]\nepochs = 4294967297\n", "r.toml"), corrupt_data,
               "r.toml:2: value of \"epochs\"");
  EXPECT_ERROR(parse_recipe("[training]\nlearning_rate = \"fast\"\n", "r.toml"), corrupt_data,
               "must be a number");
  EXPECT_ERROR(parse_recipe("[training]\nclass_weights = 1\n", "r.toml"), corrupt_data,
               "must be true or false");
  EXPECT_ERROR(parse_recipe("[network]\nfusions = \"mean\"\n", "r.toml"), corrupt_data,
               "must be a list");
  EXPECT_ERROR(parse_recipe("[network]\ncell = 3\n", "r.toml"), corrupt_data,
               "must be one of peephole, plain");
  EXPECT_ERROR(parse_recipe("[network]\nfusions = [\"mean\", \"max\"]\n", "r.toml"), corrupt_data,
               "must be one of mean, attention");
  EXPECT_ERROR(parse_recipe("\nnetwork = 3\n", "r.toml"), corrupt_data, "r.toml:2");
  EXPECT_ERROR(parse_recipe("[trainning]\nepochs = 3\n", "r.toml"), corrupt_data, "trainning");
  EXPECT_ERROR(parse_recipe("[training\n", "r.toml"), corrupt_data, "r.toml:1");
}

// Configurations of earlier versions call the feature sets "streams".
TEST(Recipe, ReadsStreamsAsFeatureSets) {
  EXPECT_EQ(parse_recipe("[network]\nstreams = [\"lld\"]\n", "r").network.feature_sets,
            std::vector{FeatureSet::lld});
  EXPECT_ERROR(parse_recipe("[network]\nstreams = [\"lld\"]\nfeature_sets = [\"lld\"]\n", "r.toml"),
               corrupt_data,
               "r.toml:2: value of \"streams\"; must be left out beside its newer name");
}

TEST(Recipe, RefusesInvalidValues) {
  const char* bad[] = {"epochs = 0",
                       "batch_size = 1",
                       "learning_rate = 0",
                       "learning_rate = inf",
                       "weight_decay = -1",
                       "gradient_clip = nan",
                       "dropout_rate = 1",
                       "recurrent_dropout_rate = -0.1",
                       "label_smoothing = 1",
                       "input_noise = -1",
                       "frequency_mask = 1.5",
                       "time_mask = nan",
                       "vocal_tract_warp = 0.51",
                       "prior_correction = 1.1",
                       "discriminant_share = -0.1",
                       "discriminant_shrinkage = 0"};
  for (const std::string line : bad) {
    SCOPED_TRACE(line);
    EXPECT_ERROR(parse_recipe("[training]\n" + line + "\n", "r"), invalid_argument,
                 "TrainingOptions." + line.substr(0, line.find(' ')) + ": is ");
  }
  EXPECT_ERROR(parse_recipe("[network]\nfusions = [\"frame_wise\"]\n[training]\n"
                            "discriminant_share = 0.5\n",
                            "r"),
               invalid_argument, "0 if fusions is frame_wise");
  EXPECT_ERROR(parse_recipe("[network]\nhidden_size = 0\n", "r"), invalid_argument, "hidden_size");
  EXPECT_ERROR(parse_recipe("[features]\nhop_length = 0\n", "r"), invalid_argument, "hop_length");
}

TEST(Recipe, IsReadFromAFile) {
  const test::TemporaryFolder folder;
  const auto path = folder.write("r.toml", to_toml(unusual_recipe()));
  EXPECT_EQ(load_recipe(path), unusual_recipe());
  EXPECT_ERROR(load_recipe(folder.path() / "none.toml"), not_found, "none.toml");
  EXPECT_ERROR(load_recipe(folder.path()), io, folder.path().string());
}

TEST(Presets, PaperHasTheValuesOfTableTwo) {
  const Recipe paper = load_preset("paper");
  EXPECT_EQ(paper.network.hidden_size, 1024);
  EXPECT_EQ(paper.network.cell, Cell::peephole);
  EXPECT_EQ(paper.network.feature_sets, (std::vector{FeatureSet::log_mel, FeatureSet::lld}));
  EXPECT_EQ(paper.network.fusions, (std::vector{Fusion::mean, Fusion::attention}));
  EXPECT_EQ(paper.network.attention_scale, AttentionScale::none);
  EXPECT_EQ(paper.network.projection_size, 0);
  EXPECT_EQ(paper.network.frames_per_step, 1);
  EXPECT_EQ(paper.network.normalisation, Normalisation::corpus);
  TrainingOptions table;
  table.epochs = 100;
  table.batch_size = 32;
  table.learning_rate = 1e-4;
  table.dropout_rate = 0.3;
  EXPECT_EQ(paper.training, table);
  EXPECT_EQ(paper.training.weight_decay, 0.0);
  EXPECT_EQ(paper.training.schedule, Schedule::constant);
  EXPECT_EQ(paper.features, FeatureOptions{});
}

TEST(Presets, AllAreLoadedAndOthersRefused) {
  EXPECT_THAT(preset_names(), ::testing::ElementsAre("compact", "prosodic", "paper"));
  for (const std::string& name : preset_names()) EXPECT_NO_THROW(validate(load_preset(name)));
  EXPECT_ERROR(load_preset("papper"), invalid_argument, "must be one of compact, prosodic, paper");
}

}  // namespace
}  // namespace emovox::training
