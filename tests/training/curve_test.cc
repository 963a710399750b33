// Golden training state: ten steps of training through the kernels and through libtorch's
// operations, from the same weights on the same batches.
#include <ATen/CPUGeneratorImpl.h>
#include <gtest/gtest.h>
#include <torch/optim/adamw.h>

#include "training/batches.h"
#include "training/network.h"
#include "training/small_corpus.h"

namespace emovox::training {
namespace {

constexpr int kSteps = 10;

struct Curve {
  std::vector<double> losses;                    // before each step
  std::map<std::string, torch::Tensor> weights;  // after the last
};

Curve train(const Recipe& recipe, bool kernels) {
  const Dataset dataset = small_dataset(3, 12, 1);
  const TrainingSet set(dataset, range(0, 12), recipe);
  ModelInfo info;
  info.network = recipe.network;
  info.labels = dataset.labels;
  TrainableNetwork network(info, 4, torch::kCPU);
  torch::optim::AdamW optimiser(network.parameters(), torch::optim::AdamWOptions(1e-2));
  TrainingPass pass{0.2, 0.1, at::detail::createCPUGenerator(9), 2};
  pass.kernels = kernels;
  std::mt19937_64 random(3);
  Curve curve;
  for (int step = 0; step < kSteps; ++step) {
    const StepBatch batch = set.make_batch(range(0, 12), random, torch::kCPU);
    optimiser.zero_grad();
    const torch::Tensor log_posteriors = network.training_pass(batch, pass).log_posteriors;
    const torch::Tensor loss = -(batch.targets * log_posteriors).sum(1).mean();
    loss.backward();
    optimiser.step();
    curve.losses.push_back(loss.item<double>());
  }
  for (const auto& [name, tensor] : network.tensors()) curve.weights[name] = tensor.detach();
  return curve;
}

void expect_the_same_curve(const Recipe& recipe) {
  const Curve ours = train(recipe, true);
  const Curve oracle = train(recipe, false);
  for (std::size_t i = 0; i < kSteps; ++i) {
    EXPECT_NEAR(ours.losses[i], oracle.losses[i], 1e-4 * oracle.losses[i]) << "step " << i;
  }
  for (const auto& [name, tensor] : ours.weights) {
    const torch::Tensor difference = (tensor - oracle.weights.at(name)).abs();
    EXPECT_LT(difference.max().item<double>(), 2e-3) << name;
  }
  EXPECT_LT(ours.losses.back(), 0.8 * ours.losses.front());
}

TEST(Curve, TenStepsOfBothCellsMatchTheOracle) {
  Recipe recipe = small_recipe();
  expect_the_same_curve(recipe);
  recipe.network.cell = Cell::plain;
  expect_the_same_curve(recipe);
}

TEST(Curve, TenStepsOfEveryFusionMatchTheOracle) {
  Recipe recipe = small_recipe();
  recipe.network.fusions = {Fusion::weighted, Fusion::final_frame};
  recipe.network.projection_size = 6;
  expect_the_same_curve(recipe);
  recipe.network.fusions = {Fusion::frame_wise};
  expect_the_same_curve(recipe);
}

}  // namespace
}  // namespace emovox::training
