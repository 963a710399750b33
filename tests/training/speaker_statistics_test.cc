// Statistics of speakers: z-scores by speaker, and the exchange of means and deviations.
#include "training/speaker_statistics.h"

#include <gtest/gtest.h>

#include <cmath>

#include "expect_error.h"
#include "training/batches.h"
#include "training/small_corpus.h"

namespace emovox::training {
namespace {

/// Mean and standard deviation of a dimension of one speaker's.
std::pair<double, double> moments(const Dataset& dataset, std::size_t speaker, FeatureSet set,
                                  std::size_t d) {
  double sum = 0.0, squares = 0.0, count = 0.0;
  for (std::size_t i = 0; i < dataset.features.size(); ++i) {
    if (dataset.speakers[i] != speaker) continue;
    const FrameMatrix& matrix = dataset.features[i][set];
    for (std::size_t t = 0; t < matrix.frames; ++t) {
      sum += matrix.frame(t)[d];
      squares += static_cast<double>(matrix.frame(t)[d]) * matrix.frame(t)[d];
      count += 1.0;
    }
  }
  const double mean = sum / count;
  return {mean, std::sqrt(squares / count - mean * mean)};
}

TEST(SpeakerScale, GivesEverySpeakerZeroMeanAndUnitVariance) {
  Dataset dataset = small_dataset(3, 18, 1);
  normalise_speakers(dataset);
  for (std::size_t speaker = 0; speaker < 3; ++speaker) {
    for (const FeatureSet set : kFeatureSets) {
      for (std::size_t d = 0; d < feature_dims(set); d += 4) {
        const auto [mean, std] = moments(dataset, speaker, set, d);
        EXPECT_NEAR(mean, 0.0, 1e-3) << to_name(set) << ' ' << d;
        EXPECT_NEAR(std, 1.0, 1e-3) << to_name(set) << ' ' << d;
      }
    }
  }
  EXPECT_ERROR(normalise_speakers(dataset), invalid_argument, "already done");
}

TEST(SpeakerScale, SkipsMissingSets) {
  Dataset dataset = small_dataset(3, 6, 1);
  for (Features& features : dataset.features) features.prosody = {};
  for (auto& voices : dataset.respoken) {
    for (Features& features : voices) features.prosody = {};
  }
  normalise_speakers(dataset);
  EXPECT_EQ(dataset.features[4].prosody.values, std::vector<float>());
  EXPECT_NEAR(moments(dataset, 0, FeatureSet::lld, 3).second, 1.0, 1e-3);
}

TEST(SpeakerScale, OneSpeakerDoesNotAffectAnother) {
  Dataset one = small_dataset(3, 18, 1), other = one;
  for (std::size_t i = 0; i < 18; ++i) {
    if (other.speakers[i] != 1) continue;
    for (float& value : other.features[i].lld.values) value = 3.0f * value + 1.0f;
  }
  normalise_speakers(one);
  normalise_speakers(other);
  for (std::size_t i = 0; i < 18; ++i) {
    if (one.speakers[i] == 1) continue;
    EXPECT_EQ(one.features[i].lld.values, other.features[i].lld.values) << i;
  }
}

TEST(SpeakerScale, UnscaledInvertsScaled) {
  Dataset dataset = small_dataset(3, 6, 1);
  const Features recorded = dataset.features[4];
  const Features faster = dataset.respoken[4][1];
  normalise_speakers(dataset);
  const SpeakerScale& scale = dataset.scales[dataset.speakers[4]];
  const Features back = unscaled(scale, dataset.features[4]);
  const Features faster_back = unscaled(scale, dataset.respoken[4][1]);
  for (std::size_t n = 0; n < recorded.log_mel.values.size(); ++n) {
    EXPECT_NEAR(back.log_mel.values[n], recorded.log_mel.values[n], 1e-3);
  }
  for (std::size_t n = 0; n < faster.lld.values.size(); ++n) {
    EXPECT_NEAR(faster_back.lld.values[n], faster.lld.values[n],
                1e-4 * (1.0 + std::abs(faster.lld.values[n])));
  }
}

TEST(SpeakerScale, WarpsFeaturesBeforeSpeakerNormalisation) {
  Recipe recipe = small_recipe();
  recipe.training.vocal_tract_warp = 0.2;
  Dataset dataset = small_dataset(3, 6, 1);
  // One speaker, whose scale the corpus's normaliser undoes: the steps must be the same.
  for (std::size_t& speaker : dataset.speakers) speaker = 0;
  const TrainingSet plain(dataset, range(0, 6), recipe);
  Dataset scaled = dataset;
  normalise_speakers(scaled);
  const TrainingSet by_speaker(scaled, range(0, 6), recipe);
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    std::mt19937_64 random(seed), same(seed);
    const StepBatch a = plain.make_batch(range(0, 6), random, torch::kCPU);
    const StepBatch b = by_speaker.make_batch(range(0, 6), same, torch::kCPU);
    EXPECT_LT((a.x[0] - b.x[0]).abs().max().item<double>(), 2e-3);
    EXPECT_LT((a.x[1] - b.x[1]).abs().max().item<double>(), 2e-3);
  }
}

// --- Style exchange ------------------------------------------------------------------------------

/// 100 steps of two dimensions: a wave around `mean` of deviation `std`, and zeros.
Steps wave(float mean, float std) {
  FrameMatrix steps{std::vector<float>(200, 0.0f), 100, 2};
  for (std::size_t t = 0; t < 100; ++t) steps.frame(t)[0] = mean + (t % 2 == 0 ? std : -std);
  return {steps};
}

class SpeakerStyle : public ::testing::Test {
 protected:
  Steps low_ = wave(-1.0f, 0.5f), high_ = wave(3.0f, 2.0f);
  std::vector<std::size_t> speakers_ = {4, 7};
  SpeakerStyles styles_{{&low_, &high_}, speakers_};
};

TEST_F(SpeakerStyle, MovesMeanAndDeviationTogetherTowardsAnother) {
  std::mt19937_64 random(1);
  double furthest = 0.0;
  std::size_t own = 0;
  for (int look = 0; look < 300; ++look) {
    Steps steps = low_;
    styles_.restyle(steps, 4, 1.0, random);
    const double up = steps[0].frame(0)[0], down = steps[0].frame(1)[0];
    const double share = ((up + down) / 2.0 + 1.0) / 4.0;  // of the way from -1 to 3
    EXPECT_GE(share, -1e-6);
    EXPECT_LT(share, 1.0);
    EXPECT_NEAR((up - down) / 2.0, 0.5 + share * 1.5, 1e-5);
    furthest = std::max(furthest, share);
    own += share < 1e-6;
  }
  EXPECT_GT(furthest, 0.95);
  EXPECT_GT(own, 100u);  // the speaker itself is drawn half the time
  EXPECT_LT(own, 200u);
}

TEST_F(SpeakerStyle, StaysWithinTheShare) {
  std::mt19937_64 random(2);
  for (int look = 0; look < 100; ++look) {
    Steps steps = high_;
    styles_.restyle(steps, 7, 0.25, random);
    const double mean = (steps[0].frame(0)[0] + steps[0].frame(1)[0]) / 2.0;
    EXPECT_LE(mean, 3.0 + 1e-5);
    EXPECT_GE(mean, 2.0 - 1e-5);
    EXPECT_EQ(steps[0].frame(5)[1], 0.0f);  // a constant dimension does not change
  }
  Steps steps = low_;
  EXPECT_THROW(styles_.restyle(steps, 5, 0.25, random), std::out_of_range);
}

}  // namespace
}  // namespace emovox::training
