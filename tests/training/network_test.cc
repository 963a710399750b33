// The moving average of the weights.
#include "training/network.h"

#include <gtest/gtest.h>
#include <torch/torch.h>

#include "model/random_model.h"

namespace emovox::training {
namespace {

TEST(WeightAverage, AveragesEveryTensorWithItsDecay) {
  TrainableNetwork network(model::small_info(), 1, torch::kCPU);
  const torch::NoGradGuard no_gradients;
  const torch::Tensor bias = network.tensors().at("output.bias");
  bias.fill_(0.0);
  WeightAverage average(network, 0.9);
  double expected = 0.0;
  for (std::size_t step = 0; step < 200; ++step) {
    bias.fill_(static_cast<double>(step % 7));
    average.add(network, step);
    const auto n = static_cast<double>(step);
    const double kept = std::min(0.9, (1.0 + n) / (10.0 + n));
    expected = kept * expected + (1.0 - kept) * static_cast<double>(step % 7);
    ASSERT_NEAR(average.tensors().at("output.bias")[0].item<double>(), expected, 1e-4);
  }
  model::ModelFile file = network.to_model_file();
  average.move_into(file);
  EXPECT_NEAR(file.tensors.at("output.bias").values.at(0), expected, 1e-4);
  EXPECT_EQ(bias[0].item<double>(), 199 % 7);  // the trained weights do not change
  EXPECT_EQ(file.tensors.at("norm.variance").values,
            network.to_model_file().tensors.at("norm.variance").values);
}

}  // namespace
}  // namespace emovox::training
