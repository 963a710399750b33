// Batches: every utterance once in each epoch, the layout of rows, targets, perturbations.
#include "training/batches.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "training/perturbation.h"
#include "training/small_corpus.h"

namespace emovox::training {
namespace {

const Dataset& dataset() {
  static const Dataset voices = small_dataset(3, 9, 2);
  return voices;
}

FrameMatrix ones(std::size_t frames, std::size_t dims) {
  return {std::vector<float>(frames * dims, 1.0f), frames, dims};
}

TEST(TrainingSet, EveryUtteranceIsInOneBatchOfAtLeastTwo) {
  Recipe recipe = small_recipe();
  for (const int batch_size : {2, 3, 4, 8, 9, 32}) {
    recipe.training.batch_size = batch_size;
    for (const std::size_t size : {2u, 3u, 5u, 8u, 9u}) {
      const TrainingSet set(dataset(), range(0, size), recipe);
      std::vector<std::size_t> seen;
      for (const auto& batch : set.shuffled_batches(size)) {
        EXPECT_GE(batch.size(), 2u);
        EXPECT_LE(batch.size(), static_cast<std::size_t>(batch_size) + 1);
        seen.insert(seen.end(), batch.begin(), batch.end());
      }
      EXPECT_THAT(seen, ::testing::UnorderedElementsAreArray(range(0, size)));
    }
  }
}

TEST(TrainingSet, TheOrderDependsOnTheSeedOnly) {
  const TrainingSet set(dataset(), range(0, 9), small_recipe());
  EXPECT_EQ(set.shuffled_batches(1), set.shuffled_batches(1));
  EXPECT_NE(set.shuffled_batches(1), set.shuffled_batches(2));
}

TEST(TrainingSet, FitsTheNormaliserOnItsUtterancesOnly) {
  const TrainingSet set(dataset(), {1, 4}, small_recipe());
  std::vector<double> sums(45, 0.0);
  double frames = 0.0;
  for (const std::size_t i : {1u, 4u}) {
    const FrameMatrix& lld = dataset().features[i].lld;
    frames += static_cast<double>(lld.frames);
    for (std::size_t n = 0; n < lld.values.size(); ++n) sums[n % 45] += lld.values[n];
  }
  for (std::size_t d = 0; d < 45; ++d) {
    const double mean = sums[d] / frames;
    EXPECT_NEAR(set.normaliser(1).mean[d], mean, 1e-4 * (1.0 + std::abs(mean))) << d;
  }
}

TEST(TrainingSet, PacksEachUtterancesOwnStepsAndTarget) {
  Recipe recipe = small_recipe();
  recipe.training.label_smoothing = 0.3;
  const std::vector<std::size_t> utterances = {8, 2, 4, 6, 1};
  const TrainingSet set(dataset(), utterances, recipe);
  const std::vector<std::size_t> positions = {3, 0, 4, 2};
  std::mt19937_64 random(1);
  const StepBatch batch = set.make_batch(positions, random, torch::kCPU);
  ASSERT_EQ(batch.x.size(), 2u);
  for (std::size_t rank = 0; rank < positions.size(); ++rank) {
    const std::size_t utterance = utterances[positions[batch.layout.original(rank)]];
    const auto row = static_cast<int64_t>(rank);
    EXPECT_NEAR(batch.targets[row].sum().item<double>(), 1.0, 1e-6);
    EXPECT_NEAR(
        batch.targets[row][static_cast<int64_t>(dataset().targets[utterance])].item<double>(), 0.8,
        1e-6);  // 0.7 and its part of what is spread
    for (std::size_t s = 0; s < 2; ++s) {
      const FrameMatrix& source = dataset().features[utterance][recipe.network.feature_sets[s]];
      const FrameMatrix expected = model::normalise(source, set.normaliser(s), recipe.network);
      ASSERT_EQ(batch.layout.length(rank), expected.frames);
      for (std::size_t t = 0; t < expected.frames; ++t) {
        const torch::Tensor packed = batch.x[s][static_cast<int64_t>(batch.layout.row(rank, t))];
        EXPECT_TRUE(std::ranges::equal(expected.frame(t),
                                       std::span(packed.data_ptr<float>(), expected.dims)));
      }
    }
  }
}

/// The log-mel steps of a batch under these options, drawn with a seed.
torch::Tensor packed_log_mel(const TrainingOptions& options, std::uint64_t seed) {
  Recipe recipe = small_recipe();
  recipe.training = options;
  std::mt19937_64 random(seed);
  return TrainingSet(dataset(), range(0, 4), recipe)
      .make_batch(range(0, 4), random, torch::kCPU)
      .x[0];
}

TEST(TrainingSet, PerturbationsDependOnTheGeneratorOnly) {
  EXPECT_TRUE(packed_log_mel({}, 1).equal(packed_log_mel({}, 2)));
  using Change = void (*)(TrainingOptions&);
  const Change changes[] = {[](TrainingOptions& o) { o.input_noise = 0.1; },
                            [](TrainingOptions& o) { o.time_mask = 0.9; },
                            [](TrainingOptions& o) { o.frequency_mask = 0.9; },
                            [](TrainingOptions& o) { o.speed_change = 0.1; },
                            [](TrainingOptions& o) { o.crop = 0.3; },
                            [](TrainingOptions& o) { o.vocal_tract_warp = 0.2; }};
  for (std::size_t i = 0; i < std::size(changes); ++i) {
    SCOPED_TRACE(i);
    TrainingOptions options;
    changes[i](options);
    const torch::Tensor steps = packed_log_mel(options, 1);
    const auto differs = [&](const torch::Tensor& from) {
      return steps.sizes() != from.sizes() || !steps.equal(from);
    };
    EXPECT_TRUE(differs(packed_log_mel({}, 1)));
    EXPECT_TRUE(differs(packed_log_mel(options, 2)));
    EXPECT_TRUE(packed_log_mel(options, 1).equal(packed_log_mel(options, 1)));
  }
}

TEST(TrainingSet, MixesTargetsAsItMixesUtterances) {
  Recipe recipe = small_recipe();
  recipe.training.mixup = 0.5;
  const TrainingSet set(dataset(), range(0, 9), recipe);
  recipe.training.mixup = 0.0;
  std::mt19937_64 random(4), same(4);
  const StepBatch plain = set.make_batch(range(0, 9), random, torch::kCPU);
  EXPECT_FALSE(plain.partners.defined());
  recipe.training.mixup = 0.5;
  const StepBatch batch = set.make_batch(range(0, 9), same, torch::kCPU);
  ASSERT_TRUE(batch.partners.defined());
  EXPECT_GE(batch.share, 0.5);
  EXPECT_LT(batch.share, 1.0);
  EXPECT_TRUE(std::get<0>(batch.partners.sort()).equal(torch::arange(9)));
  const torch::Tensor expected =
      batch.share * plain.targets +
      (1.0 - batch.share) * plain.targets.index_select(0, batch.partners);
  EXPECT_TRUE(torch::allclose(batch.targets, expected));
}

TEST(TrainingSet, HasTheSpeakerOfEachUtterance) {
  const TrainingSet set(dataset(), range(0, 9), small_recipe());
  std::mt19937_64 random(1);
  const StepBatch batch = set.make_batch({7, 1, 5}, random, torch::kCPU);
  const std::size_t positions[] = {7, 1, 5};
  for (std::size_t rank = 0; rank < 3; ++rank) {
    EXPECT_EQ(batch.speakers[static_cast<int64_t>(rank)].item<int64_t>(),
              static_cast<int64_t>(dataset().speakers[positions[batch.layout.original(rank)]]));
  }
}

TEST(Crop, CropsTheSameTimeSpanOfEveryFeatureSet) {
  TrainingOptions options;
  options.crop = 0.4;
  std::mt19937_64 random(1);
  std::size_t shortest = 50, longest = 0, from_first = 0, to_last = 0;
  for (int look = 0; look < 400; ++look) {
    std::vector<FrameMatrix> sets = {ones(50, 2), ones(50, 1)};
    for (std::size_t t = 0; t < 50; ++t) {
      sets[0].frame(t)[1] = sets[1].frame(t)[0] = static_cast<float>(t);
    }
    crop(sets, options, random);
    const std::size_t count = sets[0].frames;
    ASSERT_EQ(sets[1].frames, count);
    ASSERT_EQ(sets[0].values.size(), 2 * count);
    const float first = sets[1].frame(0)[0];
    for (std::size_t t = 0; t < count; ++t) {
      EXPECT_EQ(sets[0].frame(t)[1], first + static_cast<float>(t));
      EXPECT_EQ(sets[1].frame(t)[0], first + static_cast<float>(t));
    }
    shortest = std::min(shortest, count);
    longest = std::max(longest, count);
    from_first += first == 0.0f;
    to_last += sets[1].frame(count - 1)[0] == 49.0f;
  }
  EXPECT_GE(shortest, 20u);
  EXPECT_LE(shortest, 22u);
  EXPECT_GE(longest, 49u);
  EXPECT_GT(from_first, 0u);
  EXPECT_GT(to_last, 0u);
}

TEST(DrawShare, HasTheMomentsOfTheLargerHalfOfABeta) {
  // Of Beta(a, a): mean 1/2, variance 1 / (4 (2a + 1)); the larger of x and 1 - x has the same
  // distance from the middle.
  for (const double alpha : {0.2, 0.5, 1.0}) {
    std::mt19937_64 random(1);
    double squares = 0.0;
    for (int i = 0; i < 20000; ++i) {
      const double share = draw_share(alpha, random);
      ASSERT_GE(share, 0.5);
      ASSERT_LE(share, 1.0);
      squares += (share - 0.5) * (share - 0.5);
    }
    EXPECT_NEAR(squares / 20000, 1.0 / (4.0 * (2.0 * alpha + 1.0)), 0.004) << alpha;
  }
}

TEST(Perturb, NoiseHasTheGivenStandardDeviation) {
  TrainingOptions options;
  options.input_noise = 0.5;
  FrameMatrix steps = ones(200, 100);
  std::mt19937_64 random(1);
  perturb(steps, 100, options, random);
  double sum = 0.0, squares = 0.0;
  for (const float value : steps.values) {
    sum += value - 1.0;
    squares += (value - 1.0) * (value - 1.0);
  }
  EXPECT_NEAR(sum / 20000, 0.0, 0.02);  // 5 standard errors
  EXPECT_NEAR(std::sqrt(squares / 20000), 0.5, 0.015);
}

/// For each step (or dimension), whether all of it is zero, and whether any of it is.
struct Silence {
  std::vector<bool> all, any;
};

Silence silence(const FrameMatrix& steps, bool by_dimension) {
  const std::size_t lines = by_dimension ? steps.dims : steps.frames;
  Silence found{std::vector<bool>(lines, true), std::vector<bool>(lines, false)};
  for (std::size_t t = 0; t < steps.frames; ++t) {
    for (std::size_t d = 0; d < steps.dims; ++d) {
      const bool zero = steps.frame(t)[d] == 0.0f;
      const std::size_t line = by_dimension ? d : t;
      found.all[line] = found.all[line] && zero;
      found.any[line] = found.any[line] || zero;
    }
  }
  return found;
}

/// Checks that masks are contiguous, have at most `share` of the positions, and sometimes reach
/// each end.
void expect_masks(const TrainingOptions& options, bool by_dimension, std::size_t size) {
  std::mt19937_64 random(1);
  std::size_t widest = 0, from_first = 0, to_last = 0;
  for (int look = 0; look < 500; ++look) {
    FrameMatrix steps = by_dimension ? ones(5, size) : ones(size, 5);
    perturb(steps, steps.dims, options, random);
    const Silence found = silence(steps, by_dimension);
    EXPECT_EQ(found.all, found.any);
    const auto width = static_cast<std::size_t>(std::ranges::count(found.all, true));
    const auto edges = std::ranges::adjacent_find(found.all, std::not_equal_to<>());
    widest = std::max(widest, width);
    if (width > 0 && found.all.front()) ++from_first;
    if (width > 0 && found.all.back()) ++to_last;
    if (edges == found.all.end()) continue;
    std::size_t changes = 0;
    for (std::size_t i = 1; i < size; ++i) changes += found.all[i] != found.all[i - 1];
    EXPECT_LE(changes, 2u);
  }
  EXPECT_LE(widest, size * 4 / 10);
  EXPECT_GE(widest, size * 3 / 10);
  EXPECT_GT(from_first, 0u);
  EXPECT_GT(to_last, 0u);
}

TEST(Perturb, MasksARangeOfStepsOrBands) {
  TrainingOptions steps, bands;
  steps.time_mask = 0.4;
  bands.frequency_mask = 0.4;
  expect_masks(steps, false, 40);
  expect_masks(bands, true, 64);
}

TEST(Perturb, MasksTheSameBandsInEveryCopyOfASpectrum) {
  TrainingOptions options;
  options.frequency_mask = 0.9;
  FrameMatrix both = ones(2, 128);
  std::mt19937_64 random(1);
  perturb(both, 64, options, random);
  const auto frame = both.frame(0);
  EXPECT_TRUE(std::ranges::equal(frame.first(64), frame.last(64)));
  EXPECT_EQ(std::ranges::count(frame, 0.0f) % 2, 0);
  EXPECT_GT(std::ranges::count(frame, 0.0f), 0);
}

TEST(Perturb, MasksOnlyBandsOfASpectrum) {
  TrainingOptions options;
  options.frequency_mask = 0.9;
  FrameMatrix lld = ones(10, 45);
  std::mt19937_64 random(1);
  for (int look = 0; look < 20; ++look) perturb(lld, 0, options, random);
  EXPECT_EQ(lld.values, ones(10, 45).values);
}

}  // namespace
}  // namespace emovox::training
