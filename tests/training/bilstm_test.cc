// Compares our autograd function around the kernels with libtorch's autograd of the same equations.
#include "training/bilstm.h"

#include <ATen/CPUGeneratorImpl.h>
#include <gtest/gtest.h>

namespace emovox::training {
namespace {

using torch::Tensor;

struct ProblemOptions {
  std::size_t sets = 2;
  bool peephole = true;
  torch::ScalarType type = torch::kFloat64;
};

/// Random inputs and weights, all requiring gradients, and random weights of the loss.
class Problem {
 public:
  explicit Problem(const ProblemOptions& options) : options_(options) {
    const int64_t sizes[] = {6, 3};
    for (std::size_t s = 0; s < options.sets; ++s) {
      x.push_back(draw({rows(), sizes[s]}));
      for (int direction = 0; direction < 2; ++direction) {
        directions.push_back({draw({4 * kHidden, sizes[s]}), draw({4 * kHidden, kHidden}),
                              draw({4 * kHidden}),
                              options.peephole ? draw({3, kHidden}) : at::empty({0}, type())});
      }
    }
    const auto width = static_cast<int64_t>(directions.size()) * kHidden;
    importance = draw({rows(), width}).detach();
  }

  /// The outputs, then the gradient of every input and weight of sum(importance ⊙ outputs).
  std::vector<Tensor> differentiate(const Tensor& outputs) {
    std::vector<Tensor> all = {outputs.detach()};
    (outputs * importance).sum().backward();
    for (Tensor& leaf : leaves()) {
      all.push_back(leaf.grad().clone());
      leaf.mutable_grad() = Tensor();
    }
    return all;
  }

  std::vector<Tensor> by_kernels(std::size_t threads) {
    return differentiate(bilstm(x, directions, batch, threads));
  }
  std::vector<Tensor> by_operations() {
    return differentiate(bilstm_by_operations(x, directions, batch));
  }

  std::vector<Tensor> leaves() const {
    std::vector<Tensor> list = x;
    for (const DirectionTensors& weights : directions) {
      list.insert(list.end(), {weights.input, weights.recurrent, weights.bias});
      if (options_.peephole) list.push_back(weights.peephole);
    }
    return list;
  }

  static constexpr int64_t kHidden = 5;
  kernels::RaggedBatch batch{std::vector<std::size_t>{4, 1, 7, 7, 2, 5}};
  std::vector<Tensor> x;
  std::vector<DirectionTensors> directions;
  Tensor importance;

 private:
  int64_t rows() const { return static_cast<int64_t>(batch.rows()); }
  at::TensorOptions type() const { return at::TensorOptions().dtype(options_.type); }
  Tensor draw(at::IntArrayRef sizes) {
    return at::empty(sizes, type()).uniform_(-1.0, 1.0, generator_).requires_grad_(true);
  }

  ProblemOptions options_;
  at::Generator generator_ = at::detail::createCPUGenerator(7);
};

double distance(const Tensor& a, const Tensor& b) {
  EXPECT_EQ(a.sizes(), b.sizes());
  return (a - b).abs().max().item<double>();
}

void expect_agreement(const ProblemOptions& options) {
  Problem problem(options);
  const auto ours = problem.by_kernels(2);
  const auto expected = problem.by_operations();
  ASSERT_EQ(ours.size(), expected.size());
  for (std::size_t i = 0; i < ours.size(); ++i) {
    EXPECT_LT(distance(ours[i], expected[i]), 1e-12) << "tensor " << i;
    EXPECT_GT(expected[i].abs().max().item<double>(), 1e-3) << "tensor " << i;
  }
}

TEST(Bilstm, MatchesLibtorchsAutograd) {
  for (const std::size_t sets : {1u, 2u}) {
    for (const bool peephole : {true, false}) {
      SCOPED_TRACE(::testing::Message() << sets << " feature sets, peephole " << peephole);
      expect_agreement({sets, peephole, torch::kFloat64});
    }
  }
}

TEST(Bilstm, GivesTheSameBitsWithAnyNumberOfThreads) {
  for (const auto type : {torch::kFloat32, torch::kFloat64}) {
    Problem problem({2, true, type});
    const auto alone = problem.by_kernels(1);
    for (const std::size_t threads : {2u, 4u, 9u}) {
      const auto together = problem.by_kernels(threads);
      for (std::size_t i = 0; i < alone.size(); ++i) {
        EXPECT_TRUE(alone[i].equal(together[i])) << threads << " threads, tensor " << i;
      }
    }
  }
}

TEST(Bilstm, Float32StaysNearFloat64) {
  Problem single({2, true, torch::kFloat32});
  Problem exact({2, true, torch::kFloat64});
  const auto leaves = single.leaves();
  const torch::NoGradGuard no_gradients;
  for (std::size_t i = 0; i < leaves.size(); ++i) exact.leaves()[i].copy_(leaves[i]);
  const Tensor outputs = bilstm(single.x, single.directions, single.batch, 1);
  EXPECT_EQ(outputs.scalar_type(), torch::kFloat32);
  const Tensor expected = bilstm_by_operations(exact.x, exact.directions, exact.batch);
  EXPECT_LT(distance(outputs.to(torch::kFloat64), expected), 1e-5);
}

TEST(Bilstm, AcceptsMatricesAndGradientsOfAnyStride) {
  Problem problem({2, true, torch::kFloat64});
  const auto expected = problem.by_operations();
  problem.importance = problem.importance.t().contiguous().t();
  for (Tensor& x : problem.x) x = x.detach().t().contiguous().t().requires_grad_(true);
  for (DirectionTensors& weights : problem.directions) {
    weights.recurrent = weights.recurrent.detach().t().contiguous().t().requires_grad_(true);
  }
  ASSERT_FALSE(problem.x[0].is_contiguous());
  const auto ours = problem.by_kernels(1);
  for (std::size_t i = 0; i < ours.size(); ++i) {
    EXPECT_LT(distance(ours[i], expected[i]), 1e-12) << "tensor " << i;
  }
}

TEST(Bilstm, InputsThatNeedNoGradientGetNone) {
  Problem problem({2, true, torch::kFloat64});
  const auto expected = problem.by_operations();
  for (Tensor& x : problem.x) x.requires_grad_(false);
  (bilstm(problem.x, problem.directions, problem.batch, 1) * problem.importance).sum().backward();
  const auto leaves = problem.leaves();
  for (std::size_t i = 0; i < leaves.size(); ++i) {
    ASSERT_EQ(leaves[i].grad().defined(), i >= problem.x.size()) << "tensor " << i;
    if (i < problem.x.size()) continue;
    EXPECT_LT(distance(leaves[i].grad(), expected[i + 1]), 1e-12) << "tensor " << i;
  }
}

}  // namespace
}  // namespace emovox::training
