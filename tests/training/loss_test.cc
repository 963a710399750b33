// The gradients of the adversary: its layer learns the speakers; the gradient of the fused vector
// is reversed.
#include "training/loss.h"

#include <gtest/gtest.h>
#include <torch/torch.h>

namespace emovox::training {
namespace {

TEST(SpeakerAdversary, ReversesOnlyTheGradientOfTheFusedVector) {
  torch::manual_seed(1);
  const torch::Tensor speakers = torch::tensor({0, 2, 1, 2}, torch::kInt64);
  const torch::Tensor values = torch::randn({4, 6});
  const SpeakerAdversary adversary(6, 3, 1, torch::kCPU);
  const torch::Tensor fused = values.clone().requires_grad_();
  const torch::Tensor loss = adversary.loss(fused, speakers, 0.5);
  loss.backward();

  const torch::Tensor plain = values.clone().requires_grad_();
  const torch::Tensor layer = adversary.layer().detach().clone().requires_grad_();
  const torch::Tensor guesses = plain.matmul(layer.narrow(1, 0, 6).t()) + layer.select(1, 6);
  const torch::Tensor expected = torch::nn::functional::cross_entropy(guesses, speakers);
  expected.backward();
  EXPECT_NEAR(loss.item<double>(), expected.item<double>(), 1e-5);
  EXPECT_TRUE(torch::allclose(fused.grad(), -0.5 * plain.grad(), 1e-4, 1e-6));
  EXPECT_TRUE(torch::allclose(adversary.layer().grad(), layer.grad(), 1e-4, 1e-6));
}

TEST(SpeakerAdversary, TheSeedDeterminesTheLayer) {
  const SpeakerAdversary one(6, 3, 1, torch::kCPU), same(6, 3, 1, torch::kCPU);
  const SpeakerAdversary other(6, 3, 2, torch::kCPU);
  EXPECT_TRUE(one.layer().equal(same.layer()));
  EXPECT_FALSE(one.layer().equal(other.layer()));
}

}  // namespace
}  // namespace emovox::training
