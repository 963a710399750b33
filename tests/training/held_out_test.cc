// Speakers held out inside a training fold, and the epoch that they choose.
#include "training/held_out.h"

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

TEST(HoldOut, PartsSpeakersAndKeepsEveryUtterance) {
  const Dataset dataset = six_speakers();
  const std::vector<std::size_t> some = {0, 1, 2, 3, 4, 6, 7, 8, 9, 10, 12};  // five speakers
  std::set<std::set<std::size_t>> choices;
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    const HeldOut parts = hold_out(dataset, some, 2, seed);
    const auto learned = speakers_of(dataset, parts.learned);
    const auto watched = speakers_of(dataset, parts.watched);
    EXPECT_EQ(learned.size(), 3u);
    EXPECT_EQ(watched.size(), 2u);
    for (const std::size_t speaker : watched) EXPECT_FALSE(learned.contains(speaker));
    std::vector<std::size_t> all = parts.learned;
    all.insert(all.end(), parts.watched.begin(), parts.watched.end());
    EXPECT_THAT(all, ::testing::UnorderedElementsAreArray(some));
    choices.insert(watched);
  }
  EXPECT_GE(choices.size(), 4u);  // the seed decides
}

TEST(HoldOut, LeavesTwoSpeakersAtLeast) {
  const Dataset dataset = six_speakers();
  EXPECT_EQ(hold_out(dataset, range(0, 30), 4, 1).learned.size(), 10u);
  EXPECT_ERROR(hold_out(dataset, range(0, 30), 5, 1), invalid_argument, "5 of 6 speakers");
}

/// Models of more and more epochs of one training.
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

TEST(BestEpoch, KeepsTheHighestRecallAndOfEqualsTheLowestLoss) {
  const Dataset dataset = small_dataset(4, 20, 1);
  const auto files = models(dataset);
  BestEpoch best(dataset, range(8, 20));
  int expected = 0;
  WatchedScore highest;
  for (int epoch : {3, 8, 1, 5, 2, 8, 7, 4}) {
    const auto& file = files[static_cast<std::size_t>(epoch - 1)];
    const WatchedScore score = best.consider(epoch, file, 1);
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

TEST(BestEpoch, IsTheSameOnceRestored) {
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

}  // namespace
}  // namespace emovox::training
