// Speakers held out inside a training fold, and the epoch that they choose.
#include "training/validation.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "expect_error.h"
#include "training/fit.h"
#include "training/small_corpus.h"

namespace emovox::training {
namespace {

std::set<std::size_t> speakers_of(const Dataset& dataset, const std::vector<std::size_t>& some) {
  std::set<std::size_t> speakers;
  for (const std::size_t utterance : some) speakers.insert(dataset.speakers[utterance]);
  return speakers;
}

Dataset six_speakers() {
  Dataset dataset;
  for (std::size_t i = 0; i < 30; ++i) dataset.speakers.push_back(i % 6);
  return dataset;
}

TEST(HoldOut, SeparatesSpeakersAndKeepsEveryUtterance) {
  const Dataset dataset = six_speakers();
  const std::vector<std::size_t> some = {0, 1, 2, 3, 4, 6, 7, 8, 9, 10, 12};  // five speakers
  std::set<std::set<std::size_t>> choices;
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    const SpeakerSplit parts = hold_out_speakers(dataset, some, 2, seed);
    const auto training = speakers_of(dataset, parts.training);
    const auto validation = speakers_of(dataset, parts.validation);
    EXPECT_EQ(training.size(), 3u);
    EXPECT_EQ(validation.size(), 2u);
    for (const std::size_t speaker : validation) EXPECT_FALSE(training.contains(speaker));
    std::vector<std::size_t> all = parts.training;
    all.insert(all.end(), parts.validation.begin(), parts.validation.end());
    EXPECT_THAT(all, ::testing::UnorderedElementsAreArray(some));
    choices.insert(validation);
  }
  EXPECT_GE(choices.size(), 4u);  // the choice depends on the seed
}

TEST(HoldOut, LeavesAtLeastTwoSpeakers) {
  const Dataset dataset = six_speakers();
  EXPECT_EQ(hold_out_speakers(dataset, range(0, 30), 4, 1).training.size(), 10u);
  EXPECT_ERROR(hold_out_speakers(dataset, range(0, 30), 5, 1), invalid_argument, "5 of 6 speakers");
}

/// Models of one training after increasing numbers of epochs.
std::vector<model::ModelFile> models(const Dataset& dataset) {
  std::vector<model::ModelFile> files;
  Recipe recipe = small_recipe();
  TrainingJob job;
  job.utterances = range(0, 8);
  for (recipe.training.epochs = 1; recipe.training.epochs <= 8; ++recipe.training.epochs) {
    files.push_back(fit(dataset, recipe, job));
  }
  return files;
}

TEST(BestEpoch, KeepsTheHighestUaAndBreaksTiesByLoss) {
  const Dataset dataset = small_dataset(4, 20, 1);
  const auto files = models(dataset);
  BestEpoch best(dataset, range(8, 20));
  int expected = 0;
  ValidationScore highest;
  for (int epoch : {3, 8, 1, 5, 2, 8, 7, 4}) {
    const auto& file = files[static_cast<std::size_t>(epoch - 1)];
    const ValidationScore score = best.consider(epoch, file, 1);
    if (expected == 0 || score.ua > highest.ua ||
        (score.ua == highest.ua && score.loss < highest.loss)) {
      expected = epoch;
      highest = score;
    }
    EXPECT_EQ(best.epoch(), expected);
    EXPECT_EQ(model::serialise(best.best()),
              model::serialise(files[static_cast<std::size_t>(expected - 1)]));
  }
  EXPECT_NE(expected, 3);
}

TEST(BestEpoch, IsRestoredExactly) {
  const Dataset dataset = small_dataset(4, 20, 1);
  const auto files = models(dataset);
  BestEpoch best(dataset, range(8, 20)), restored(dataset, range(8, 20));
  best.consider(4, files[3], 1);
  restored.restore(best.save());
  EXPECT_EQ(restored.epoch(), 4);
  EXPECT_EQ(restored.save(), best.save());
  for (int epoch = 5; epoch <= 8; ++epoch) {
    const auto& file = files[static_cast<std::size_t>(epoch - 1)];
    best.consider(epoch, file, 1);
    restored.consider(epoch, file, 1);
    EXPECT_EQ(restored.save(), best.save());
  }
  EXPECT_ERROR(restored.restore("short"), corrupt_data, "best epoch");
}

TEST(CheckPatience, RefusesPatienceWithoutValidation) {
  TrainingOptions options;
  EXPECT_NO_THROW(check_patience(options, false));
  options.patience = 3;
  EXPECT_ERROR(check_patience(options, false), invalid_argument, "held_out_speakers is 0");
  EXPECT_NO_THROW(check_patience(options, true));
  options.held_out_speakers = 1;
  EXPECT_NO_THROW(check_patience(options, false));
}

/// Fills the stack memory of the next function's variables with a pattern.
[[gnu::noinline]] void fill_stack(char pattern) {
  volatile char bytes[4096];
  for (volatile char& byte : bytes) byte = pattern;
}

TEST(BestEpoch, SavesNoUninitialisedBytes) {
  const Dataset dataset = small_dataset(4, 8, 1);
  Recipe recipe = small_recipe();
  TrainingJob job;
  job.utterances = range(0, 8);
  BestEpoch best(dataset, range(0, 8));
  best.consider(1, fit(dataset, recipe, job), 1);
  fill_stack('\x55');
  const std::string first = best.save();
  fill_stack('\x2a');
  EXPECT_TRUE(best.save() == first);  // printing the bytes would fill the screen
}

}  // namespace
}  // namespace emovox::training
