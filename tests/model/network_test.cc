#include "model/network.h"

#include <gmock/gmock.h>

#include <cmath>
#include <latch>
#include <numeric>
#include <thread>

#include "model/error_of.h"
#include "model/fusion.h"
#include "model/network_reference.h"
#include "model/random_model.h"

namespace emovox::model {
namespace {

using testing::HasSubstr;
using testing::SizeIs;

Features voice_features(double seconds = 0.4) {
  return extract_features(random_voice(seconds, 16000, 11), {}, kFeatureSets);
}

double sum_of(const std::vector<float>& values) {
  return std::accumulate(values.begin(), values.end(), 0.0);
}

/// Compares network and reference on the same weights and features.
void expect_agreement(const ModelInfo& info, const Features& features) {
  const ModelFile file = random_model(info, 7);
  const ReferencePosterior expected = reference_forward(file, features);
  const Posterior posterior = Network(file).forward(features);
  ASSERT_THAT(posterior.probabilities, SizeIs(expected.probabilities.size()));
  for (std::size_t c = 0; c < expected.probabilities.size(); ++c) {
    EXPECT_NEAR(posterior.probabilities[c], expected.probabilities[c], 2e-6);
  }
  ASSERT_THAT(posterior.attention, SizeIs(expected.attention.size()));
  for (std::size_t t = 0; t < expected.attention.size(); ++t) {
    EXPECT_NEAR(posterior.attention[t], expected.attention[t], 2e-6);
  }
  EXPECT_NEAR(sum_of(posterior.probabilities), 1.0, 1e-6);
  if (!expected.attention.empty()) {
    EXPECT_NEAR(sum_of(posterior.attention), 1.0, 1e-6);
  }
}

class EveryFusion : public testing::TestWithParam<std::tuple<std::vector<Fusion>, Cell>> {};

TEST_P(EveryFusion, MatchesTheEquations) {
  ModelInfo info = small_info(5);
  std::tie(info.network.fusions, info.network.cell) = GetParam();
  expect_agreement(info, voice_features());
}

INSTANTIATE_TEST_SUITE_P(
    Network, EveryFusion,
    testing::Combine(testing::Values(std::vector{Fusion::mean}, std::vector{Fusion::attention},
                                     std::vector{Fusion::weighted},
                                     std::vector{Fusion::final_frame},
                                     std::vector{Fusion::frame_wise},
                                     std::vector{Fusion::deviation},
                                     std::vector{Fusion::deviation, Fusion::mean},
                                     std::vector{Fusion::mean, Fusion::attention},
                                     std::vector{Fusion::attention, Fusion::mean},
                                     std::vector{Fusion::weighted, Fusion::attention,
                                                 Fusion::final_frame, Fusion::mean},
                                     std::vector{Fusion::attention, Fusion::weighted}),
                     testing::Values(Cell::peephole, Cell::plain)));

TEST(Network, MatchesTheReferenceForEveryOtherOption) {
  const Features features = voice_features();
  using Change = void (*)(ModelInfo&);
  const Change changes[] = {
      [](ModelInfo& i) { i.network.feature_sets = {FeatureSet::lld}; },
      [](ModelInfo& i) { i.network.normalisation = Normalisation::centred; },
      [](ModelInfo& i) {
        i.network.feature_sets = {FeatureSet::lld, FeatureSet::log_mel};
      },
      [](ModelInfo& i) { i.network.feature_sets = {FeatureSet::prosody}; },
      [](ModelInfo& i) {
        i.network.feature_sets = {FeatureSet::log_mel, FeatureSet::prosody, FeatureSet::lld};
      },
      [](ModelInfo& i) { i.network.attention_scale = AttentionScale::sqrt_dim; },
      [](ModelInfo& i) { i.network.projection_size = 6; },
      [](ModelInfo& i) { i.network.normalisation = Normalisation::utterance; },
      [](ModelInfo& i) { i.network.normalisation = Normalisation::both; },
      [](ModelInfo& i) { i.network.frames_per_step = 4; },
      [](ModelInfo& i) { i.network.hidden_size = 1; },
      [](ModelInfo& i) { i.temperature = 2.5; },
      [](ModelInfo& i) {
        i.network.fusions = {Fusion::frame_wise};
        i.network.projection_size = 3;
        i.temperature = 0.4;
      },
  };
  for (std::size_t i = 0; i < std::size(changes); ++i) {
    SCOPED_TRACE(i);
    ModelInfo info = small_info(5);
    changes[i](info);
    expect_agreement(info, features);
  }
}

TEST(Network, MatchesTheReferenceForASingleFrame) {
  Audio click;
  click.sample_rate = 16000;
  click.samples.assign(100, 0.5f);
  const Features features = extract_features(click);
  ASSERT_EQ(features.frames(), 1u);
  expect_agreement(small_info(5), features);
}

TEST(Network, ABatchEqualsSinglePredictions) {
  std::vector<Features> batch;
  for (int n = 0; n < 40; ++n) {  // more frames than are advanced together
    batch.push_back(extract_features(random_voice(0.2 + 0.07 * (n * 7 % 40), 16000, n)));
  }
  for (const auto precision :
       {WeightPrecision::float32, WeightPrecision::float16, WeightPrecision::int8}) {
    const Network network(random_model(small_info(20), 7), precision);
    for (const std::size_t threads : {1, 2}) {
      const std::vector<Posterior> together = network.forward(batch, threads);
      ASSERT_THAT(together, SizeIs(batch.size()));
      for (std::size_t n = 0; n < batch.size(); ++n) {
        const Posterior alone = network.forward(batch[n]);
        EXPECT_EQ(together[n].probabilities, alone.probabilities);
        EXPECT_EQ(together[n].attention, alone.attention);
      }
    }
  }
}

TEST(Network, KeepsAtMostOneIdleWorkspaceForEachThread) {
  const Network network(random_model(small_info(100), 7), WeightPrecision::float32, 2);
  const Features features = voice_features(3.0);
  std::latch start(12);
  {
    std::vector<std::jthread> callers;
    for (int n = 0; n < 12; ++n) {
      callers.emplace_back([&] {
        start.arrive_and_wait();
        for (int round = 0; round < 4; ++round) network.forward(features);
      });
    }
  }
  EXPECT_GE(network.idle_workspaces(), 1U);
  EXPECT_LE(network.idle_workspaces(), 2U);
}

TEST(Network, LowPrecisionChangesPosteriorsLittle) {
  const Features features = voice_features();
  const auto with = [&](WeightPrecision precision) {
    return Network(random_model(small_info(40), 7), precision).forward(features).probabilities;
  };
  const auto exact = with(WeightPrecision::float32), half = with(WeightPrecision::float16),
             int8 = with(WeightPrecision::int8);
  EXPECT_NE(exact, half);
  EXPECT_NE(half, int8);
  for (std::size_t c = 0; c < exact.size(); ++c) {
    EXPECT_NEAR(half[c], exact[c], 2e-3);
    EXPECT_NEAR(int8[c], exact[c], 2e-2);
  }
}

TEST(Network, HigherTemperatureLowersTheConfidence) {
  ModelInfo info = small_info();
  const Features features = voice_features();
  float before = 1.0f;
  for (double temperature : {0.5, 1.0, 2.0, 8.0}) {
    info.temperature = temperature;
    const auto probabilities = Network(random_model(info, 7)).forward(features).probabilities;
    const float highest = *std::max_element(probabilities.begin(), probabilities.end());
    EXPECT_LT(highest, before);
    before = highest;
  }
}

TEST(Network, CountsOnlyTrainedParameters) {
  ModelInfo info = small_info(2);
  info.network.feature_sets = {FeatureSet::lld};
  info.network.fusions = {Fusion::mean};
  const std::size_t direction = 8 * 45 + 8 * 2 + 8 + 3 * 2;
  EXPECT_EQ(Network(random_model(info, 1)).parameter_count(), 2 * direction + 2 * 4 + 3 * 4 + 3);
}

TEST(Network, RefusesInvalidFeatures) {
  ModelFile file = random_model(small_info(), 1);
  const Network network(file);
  EXPECT_THAT(error_of([&] { network.forward({}); })->message,
              HasSubstr("log_mel has 0 of 0 frames"));
  ModelInfo prosodic = small_info();
  prosodic.network.feature_sets = {FeatureSet::log_mel, FeatureSet::prosody};
  const Network hears_prosody(random_model(prosodic, 1));
  const Features without = extract_features(random_voice(0.2, 16000, 1));
  EXPECT_THAT(error_of([&] { hears_prosody.forward(without); })->message,
              HasSubstr("prosody has 0 of 21 frames"));
  FeatureOptions other;
  other.mel_bands = 40;
  const Features features = extract_features(random_voice(0.2, 16000, 1), other);
  EXPECT_THAT(error_of([&] { network.forward(features); })->message, HasSubstr("40 dimensions"));
  file.tensors.erase("output.bias");
  EXPECT_EQ(error_of([&] { const Network broken(file); })->code, ErrorCode::invalid_argument);
}

void fill(ModelFile& file, const std::string& name, float even, float odd) {
  auto& values = file.tensors.at(name).values;
  for (std::size_t i = 0; i < values.size(); ++i) values[i] = i % 2 == 0 ? even : odd;
}

TEST(Network, HugeWeightsOfTheHeadStillGiveProbabilities) {
  ModelFile file = random_model(small_info(), 1);
  fill(file, "output.weight", 3e38f, -2e38f);
  fill(file, "norm.gain", 3e38f, 3e38f);
  fill(file, "fusion.attention", 3e38f, -3e38f);
  const Posterior posterior = Network(file).forward(voice_features());
  EXPECT_NEAR(sum_of(posterior.probabilities), 1.0, 1e-6);
  EXPECT_NEAR(sum_of(posterior.attention), 1.0, 1e-6);
}

TEST(Network, WeightsThatOverflowGiveAnError) {
  ModelFile file = random_model(small_info(), 1);
  // Inputs are all positive, so that a step's own part is infinite and what comes from the step
  // before is minus infinity, whatever the order of the sums.
  fill(file, "normaliser.lld.mean", -1e6f, -1e6f);
  fill(file, "lstm.lld.forward.input", 3e38f, 3e38f);
  fill(file, "lstm.lld.forward.recurrent", -3e38f, -3e38f);
  const Network network(file);
  const auto thrown = error_of([&] { network.forward(voice_features()); });
  ASSERT_TRUE(thrown);
  EXPECT_EQ(thrown->code, ErrorCode::corrupt_data);
}

}  // namespace
}  // namespace emovox::model
