#include "bench/problem.h"

#include <cmath>

#include "bench/random.h"

namespace emovox::bench {
namespace {

constexpr std::array<std::size_t, 32> kEmodbFrames{
#include "bench/emodb_lengths.inc"
};

constexpr std::array<std::size_t, 2> kInputs{64, 45};  // log-mel spectrum, descriptors

Weights random_weights(Random& random, std::size_t input_size, std::size_t hidden) {
  const double reach = 1.0 / std::sqrt(static_cast<double>(hidden));
  const auto some = [&](std::size_t count) { return random.uniform(count, -reach, reach); };
  return {some(4 * hidden * input_size), some(4 * hidden * hidden), some(4 * hidden),
          some(3 * hidden)};
}

double frame_flops(const Problem& problem, const FeatureSetProblem& set) {
  const std::size_t multiplications = 4 * problem.hidden * (set.input_size + problem.hidden);
  return 2.0 * static_cast<double>(multiplications);
}

}  // namespace

Problem random_problem(std::size_t hidden, std::span<const std::size_t> lengths) {
  Problem problem{hidden, kernels::RaggedBatch(lengths), {}, {}};
  Random random(hidden);
  const std::size_t rows = problem.batch.rows();
  for (std::size_t input_size : kInputs) {
    problem.feature_sets.push_back(
        {input_size,
         random.uniform(rows * input_size, -2, 2),
         {random_weights(random, input_size, hidden), random_weights(random, input_size, hidden)}});
  }
  problem.dh = random.uniform(rows * problem.width(), -0.01, 0.01);
  return problem;
}

std::vector<std::size_t> emodb_lengths(std::size_t frames_per_step) {
  std::vector<std::size_t> lengths;
  for (std::size_t frames : kEmodbFrames) {
    lengths.push_back((frames + frames_per_step - 1) / frames_per_step);
  }
  return lengths;
}

double forward_flops(const Problem& problem) {
  double flops = 0;  // of a frame
  for (const FeatureSetProblem& set : problem.feature_sets) flops += 2 * frame_flops(problem, set);
  return flops * static_cast<double>(problem.batch.rows());
}

double backward_flops(const Problem& problem) {
  const std::size_t carried = 8 * problem.hidden * problem.hidden * 2 * problem.feature_sets.size();
  return forward_flops(problem) +
         static_cast<double>(carried) * static_cast<double>(problem.batch.rows());
}

}  // namespace emovox::bench
