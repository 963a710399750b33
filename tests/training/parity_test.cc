// Compares the trainable network with the library on the same weights, by a model file.
#include <ATen/CPUGeneratorImpl.h>
#include <gtest/gtest.h>

#include "model/network.h"
#include "model/normaliser.h"
#include "model/random_model.h"
#include "training/batches.h"
#include "training/network.h"

namespace emovox::training {
namespace {

/// Utterances of 1, 8, 5, 31 and 31 frames.
const std::vector<Features>& random_voices() {
  static const auto list = [] {
    std::vector<Features> features;
    for (const double seconds : {0.005, 0.0799, 0.0401, 0.3, 0.3}) {
      features.push_back(
          extract_features(model::random_voice(seconds, 16000, features.size()), {}, kFeatureSets));
    }
    return features;
  }();
  return list;
}

/// A network with the weights, statistics and normaliser of `file`.
TrainableNetwork network_of(const model::ModelFile& file) {
  TrainableNetwork network(file.info, 1, torch::kCPU);
  const torch::NoGradGuard no_gradients;
  for (const auto& [name, tensor] : network.tensors()) {
    torch::Tensor(tensor).copy_(torch::tensor(file.tensors.at(name).values).view(tensor.sizes()));
  }
  return network;
}

/// Every voice, normalised with the file's statistics.
std::vector<Steps> steps_of(const model::ModelFile& file) {
  std::vector<Steps> utterances;
  for (const Features& features : random_voices()) {
    Steps& steps = utterances.emplace_back();
    for (const FeatureSet set : file.info.network.feature_sets) {
      const std::string prefix = "normaliser." + std::string(to_name(set));
      const model::NormaliserStatistics statistics{file.tensors.at(prefix + ".mean").values,
                                                   file.tensors.at(prefix + ".std").values};
      steps.push_back(model::normalise(features[set], statistics, file.info.network));
    }
  }
  return utterances;
}

/// Posteriors by utterance, in the order of `utterances`.
std::vector<std::vector<float>> posteriors(TrainableNetwork& network,
                                           const std::vector<const Steps*>& utterances) {
  const StepBatch batch = pack(utterances, torch::kCPU);
  const torch::Tensor p = network.evaluation_pass(batch).exp().contiguous();
  const auto classes = static_cast<std::size_t>(p.size(1));
  std::vector<std::vector<float>> rows(utterances.size());
  for (std::size_t rank = 0; rank < utterances.size(); ++rank) {
    const float* row = p.data_ptr<float>() + rank * classes;
    rows[batch.layout.original(rank)].assign(row, row + classes);
  }
  return rows;
}

void expect_near(const std::vector<float>& a, const std::vector<float>& b, double tolerance) {
  ASSERT_EQ(a.size(), b.size());
  for (std::size_t i = 0; i < a.size(); ++i) EXPECT_NEAR(a[i], b[i], tolerance);
}

/// Checks that a trainable batch, trainable single utterances and the library with the saved model
/// file agree.
void expect_parity(const ModelOptions& options) {
  ModelInfo info = model::small_info();
  info.network = options;
  TrainableNetwork network = network_of(model::random_model(info, 5));
  const auto bytes = model::serialise(network.to_model_file());
  const model::ModelFile file = model::parse_model_file(bytes, "model");
  const Network runtime(file);
  const std::vector<Steps> steps = steps_of(file);
  std::vector<const Steps*> batch;
  for (const Steps& one : steps) batch.push_back(&one);
  const auto together = posteriors(network, batch);
  for (std::size_t i = 0; i < steps.size(); ++i) {
    SCOPED_TRACE(i);
    expect_near(together[i], runtime.forward(random_voices()[i]).probabilities, 1e-5);
    expect_near(together[i], posteriors(network, {&steps[i]}).front(), 1e-6);
  }
}

/// Checks every other option with these fusions.
void expect_parity_with(const std::vector<Fusion>& fusions) {
  ModelOptions options;
  options.fusions = fusions;
  options.hidden_size = 3;
  for (const Cell cell : {Cell::peephole, Cell::plain}) {
    for (const auto normalisation :
         {Normalisation::corpus, Normalisation::utterance, Normalisation::both}) {
      for (const int frames_per_step : {1, 4}) {
        for (const int projection : {0, 5}) {
          SCOPED_TRACE(::testing::Message() << to_name(cell) << " " << to_name(normalisation) << " "
                                            << frames_per_step << " " << projection);
          options.cell = cell;
          options.normalisation = normalisation;
          options.frames_per_step = frames_per_step;
          options.projection_size = projection;
          expect_parity(options);
        }
      }
    }
  }
}

TEST(Parity, Mean) { expect_parity_with({Fusion::mean}); }
TEST(Parity, Attention) { expect_parity_with({Fusion::attention}); }
TEST(Parity, Weighted) { expect_parity_with({Fusion::weighted}); }
TEST(Parity, FinalFrame) { expect_parity_with({Fusion::final_frame}); }
TEST(Parity, FrameWise) { expect_parity_with({Fusion::frame_wise}); }
TEST(Parity, Deviation) { expect_parity_with({Fusion::deviation, Fusion::mean}); }
TEST(Parity, MeanAndAttention) { expect_parity_with({Fusion::mean, Fusion::attention}); }
TEST(Parity, AllTogether) {
  expect_parity_with({Fusion::weighted, Fusion::attention, Fusion::final_frame, Fusion::mean});
}

TEST(Parity, ScaledAttentionAndOtherFeatureSets) {
  ModelOptions options;
  options.hidden_size = 4;
  options.attention_scale = AttentionScale::sqrt_dim;
  expect_parity(options);
  for (const auto& sets : {std::vector{FeatureSet::log_mel}, std::vector{FeatureSet::lld},
                           std::vector{FeatureSet::lld, FeatureSet::log_mel},
                           std::vector{FeatureSet::prosody, FeatureSet::log_mel}}) {
    options.feature_sets = sets;
    expect_parity(options);
  }
}

TEST(TrainableNetwork, StartsWithTheDocumentedWeights) {
  TrainableNetwork network(model::small_info(), 3, torch::kCPU);
  const auto file = network.to_model_file();
  EXPECT_EQ(file.tensors.at("lstm.lld.forward.bias").values,
            (std::vector<float>{0, 0, 0, 0, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0}));
  EXPECT_EQ(file.tensors.at("norm.variance").values, std::vector<float>(32, 1.0f));
  EXPECT_EQ(file.tensors.at("normaliser.lld.std").values, std::vector<float>(45, 1.0f));
  EXPECT_EQ(model::serialise(file),
            model::serialise(TrainableNetwork(file.info, 3, torch::kCPU).to_model_file()));
  EXPECT_NE(model::serialise(file),
            model::serialise(TrainableNetwork(file.info, 4, torch::kCPU).to_model_file()));
  EXPECT_EQ(network.parameters().size(), network.tensors().size() - 6);  // 4 normaliser, 2 norm
}

TEST(TrainableNetwork, StoresTheNormaliserInTheFile) {
  TrainableNetwork network(model::small_info(), 3, torch::kCPU);
  const std::vector<float> mean(45, 0.25f), std(45, 2.5f);
  network.set_normaliser(FeatureSet::lld, mean, std);
  const auto file = network.to_model_file();
  EXPECT_EQ(file.tensors.at("normaliser.lld.mean").values, mean);
  EXPECT_EQ(file.tensors.at("normaliser.lld.std").values, std);
  EXPECT_EQ(file.tensors.at("normaliser.log_mel.std").values, std::vector<float>(64, 1.0f));
}

/// The batch of all voices for `info`.
StepBatch batch_of(const model::ModelFile& file) {
  const std::vector<Steps> steps = steps_of(file);
  std::vector<const Steps*> borrowed;
  for (const Steps& one : steps) borrowed.push_back(&one);
  return pack(borrowed, torch::kCPU);
}

TEST(TrainableNetwork, DropoutHasItsRateInTrainingOnly) {
  const model::ModelFile file = model::random_model(model::small_info(), 5);
  const StepBatch batch = batch_of(file);
  const auto train = [&](double rate, double recurrent_rate, std::uint64_t seed) {
    return network_of(file)
        .training_pass(batch, {rate, recurrent_rate, at::detail::createCPUGenerator(seed), 1})
        .log_posteriors;
  };
  const torch::Tensor without = train(0.0, 0.0, 1);
  EXPECT_TRUE(without.equal(train(0.0, 0.0, 2)));
  EXPECT_FALSE(without.equal(train(0.5, 0.0, 1)));
  EXPECT_FALSE(without.equal(train(0.0, 0.5, 1)));
  EXPECT_TRUE(train(0.5, 0.5, 1).equal(train(0.5, 0.5, 1)));
  EXPECT_FALSE(train(0.5, 0.5, 1).equal(train(0.5, 0.5, 2)));
}

TEST(TrainableNetwork, MixesFusedVectorsWithTheirPartners) {
  const model::ModelFile file = model::random_model(model::small_info(), 5);
  StepBatch batch = batch_of(file);
  const auto run = [&](double share, const torch::Tensor& partners) {
    batch.share = share;
    batch.partners = partners;
    const TrainingPass pass{0.0, 0.0, at::detail::createCPUGenerator(1), 1};
    return network_of(file).training_pass(batch, pass);
  };
  const auto size = static_cast<int64_t>(batch.layout.size());
  const torch::Tensor none, turned = torch::arange(size).flip(0);
  const PassOutputs plain = run(1.0, none), mixed = run(0.3, turned);
  const auto near = [](const torch::Tensor& a, const torch::Tensor& b) {
    return torch::allclose(a, b, 1e-4, 1e-5);
  };
  EXPECT_TRUE(near(run(0.3, torch::arange(size)).log_posteriors, plain.log_posteriors));
  EXPECT_TRUE(near(run(0.0, turned).log_posteriors, plain.log_posteriors.flip(0)));
  EXPECT_FALSE(near(mixed.log_posteriors, plain.log_posteriors));
  EXPECT_TRUE(near(mixed.log_posteriors.flip(0), run(0.7, turned).log_posteriors));
  EXPECT_TRUE(mixed.fused.equal(plain.fused));
}

TEST(TrainableNetwork, UpdatesRunningStatisticsInTrainingOnly) {
  const model::ModelFile file = model::random_model(model::small_info(), 5);
  const StepBatch batch = batch_of(file);
  TrainableNetwork network = network_of(file);
  network.evaluation_pass(batch);
  EXPECT_EQ(model::serialise(network.to_model_file()), model::serialise(file));
  network.training_pass(batch, {0.0, 0.0, at::detail::createCPUGenerator(1), 1});
  for (const auto& [name, tensor] : network.to_model_file().tensors) {
    const bool moves = name == "norm.mean" || name == "norm.variance";
    EXPECT_EQ(tensor.values != file.tensors.at(name).values, moves) << name;
  }
}

TEST(TrainableNetwork, AnImpossibleFrameWisePosteriorStillHasAFiniteLoss) {
  ModelInfo info = model::small_info();
  info.network.fusions = {Fusion::frame_wise};
  model::ModelFile file = model::random_model(info, 5);
  file.tensors.at("output.bias").values = {300.0f, -300.0f, 0.0f};
  TrainableNetwork network = network_of(file);
  EXPECT_TRUE(network.evaluation_pass(batch_of(file)).isfinite().all().item<bool>());
}

}  // namespace
}  // namespace emovox::training
