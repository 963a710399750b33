// Compares our pooling under autograd with libtorch's autograd of the same sums.
#include "training/pooling.h"

#include <ATen/CPUGeneratorImpl.h>
#include <gtest/gtest.h>
#include <torch/torch.h>

namespace emovox::training {
namespace {

using torch::Tensor;

using Pool = std::vector<Tensor> (*)(const Tensor&, const kernels::RaggedBatch&,
                                     const std::vector<Tensor>&);

class PoolingTest : public ::testing::TestWithParam<int64_t> {
 protected:
  Tensor draw(at::IntArrayRef sizes) {
    const Tensor tensor = torch::empty(sizes, torch::kFloat64);
    return tensor.uniform_(-1.0, 1.0, generator_).requires_grad_(true);
  }

  /// The sums of two queries and the mean, then the gradients of the outputs and both queries.
  std::vector<Tensor> differentiate(Pool by) {
    const Tensor none = outputs_.new_empty({0});
    std::vector<Tensor> all = by(outputs_, batch_, {first_, none, second_});
    Tensor sum = (last_steps(outputs_, batch_) * importance_[3]).sum();
    for (std::size_t q = 0; q < all.size(); ++q) {
      sum = sum + (all[q] * importance_[static_cast<int64_t>(q)]).sum();
    }
    sum.backward();
    for (Tensor leaf : {outputs_, first_, second_}) {
      all.push_back(leaf.grad().clone());
      leaf.mutable_grad() = Tensor();
    }
    return all;
  }

  at::Generator generator_ = at::detail::createCPUGenerator(3);
  kernels::RaggedBatch batch_{std::vector<std::size_t>{4, 1, 7, 7, 2, 5}};
  Tensor outputs_ = draw({static_cast<int64_t>(batch_.rows()), GetParam()});
  Tensor first_ = draw({6, GetParam()});
  Tensor second_ = draw({6, GetParam()});
  Tensor importance_ = draw({4, 6, GetParam()}).detach();
};

TEST_P(PoolingTest, MatchesLibtorchForwardAndBackward) {
  const auto ours = differentiate(pool);
  const auto expected = differentiate(pool_by_operations);
  ASSERT_EQ(ours.size(), 6u);
  for (std::size_t i = 0; i < ours.size(); ++i) {
    EXPECT_LT((ours[i] - expected[i]).abs().max().item<double>(), 1e-13) << i;
    EXPECT_GT(ours[i].abs().max().item<double>(), 0.01) << i;
  }
}

TEST_P(PoolingTest, MatchesInSinglePrecisionWithLargeScores) {
  const torch::NoGradGuard no_gradients;
  const Tensor outputs = outputs_.to(torch::kFloat32);
  const Tensor query = 1000.0 * first_.to(torch::kFloat32);
  const Tensor ours = pool(outputs, batch_, {query}).front();
  const Tensor expected = pool_by_operations(outputs_, batch_, {query.to(torch::kFloat64)}).front();
  EXPECT_LT((ours - expected).abs().max().item<double>(), 1e-3);
}

TEST_P(PoolingTest, ReturnsTheLastStepOfEachUtterance) {
  const Tensor last = last_steps(outputs_, batch_);
  for (std::size_t rank = 0; rank < batch_.size(); ++rank) {
    const auto row = static_cast<int64_t>(batch_.row(rank, batch_.length(rank) - 1));
    EXPECT_TRUE(torch::equal(last[static_cast<int64_t>(rank)], outputs_[row]));
  }
}

INSTANTIATE_TEST_SUITE_P(Widths, PoolingTest, ::testing::Values(1, 15, 16, 33));

}  // namespace
}  // namespace emovox::training
