// Random tasks on every instruction set of this machine. The results differ in rounding only.
#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "kernels/every_target.h"
#include "kernels/lstm_problem.h"

namespace emovox::kernels {
namespace {

// Widths and lengths around the vectors, blocks and panels of every target.
ProblemOptions random_options(std::mt19937& random) {
  const auto up_to = [&](std::size_t most) {
    return std::uniform_int_distribution<std::size_t>(1, most)(random);
  };
  ProblemOptions options{.shape = {up_to(70), up_to(140)}, .lengths = {}};
  for (std::size_t left = up_to(14); left > 0; --left) options.lengths.push_back(up_to(12));
  options.peephole = up_to(2) == 1;
  options.direction = up_to(2) == 1 ? Direction::forward : Direction::backward;
  options.gap = up_to(9) - 1;  // misaligns all rows but the first
  options.seed = static_cast<std::uint32_t>(random());
  return options;
}

template <class T>
double largest_difference(const Padded<T>& a, const Padded<T>& b) {
  double worst = 0;
  for (std::size_t row = 0; row < a.height(); ++row) {
    for (std::size_t j = 0; j < a.width(); ++j) {
      const double size = std::max(1.0, std::abs(static_cast<double>(a.at(row, j))));
      worst = std::max(worst, std::abs(static_cast<double>(a.at(row, j)) - b.at(row, j)) / size);
    }
  }
  return worst;
}

template <class T>
void expect_agreement(const Problem<T>& one, const Problem<T>& other, double tolerance) {
  EXPECT_TRUE(intact(other));
  EXPECT_LE(largest_difference(one.h, other.h), tolerance);
  EXPECT_LE(largest_difference(one.dx, other.dx), 10 * tolerance);
  EXPECT_LE(largest_difference(one.dinput, other.dinput), 10 * tolerance);
  EXPECT_LE(largest_difference(one.drecurrent, other.drecurrent), 10 * tolerance);
  EXPECT_LE(largest_difference(one.dbias, other.dbias), 10 * tolerance);
  EXPECT_LE(largest_difference(one.dpeephole, other.dpeephole), 10 * tolerance);
}

template <class T>
void compare_targets(double tolerance) {
  std::mt19937 random(20);
  std::vector<Problem<T>> first;
  std::vector<ProblemOptions> tasks;
  for (int task = 0; task < 40; ++task) tasks.push_back(random_options(random));
  for_every_target([&] {
    for (std::size_t task = 0; task < tasks.size(); ++task) {
      SCOPED_TRACE("task " + std::to_string(task));
      Problem<T> problem(tasks[task]);
      problem.forward();
      problem.backward();
      if (first.size() == task) {
        first.push_back(std::move(problem));
      } else {
        expect_agreement(first[task], problem, tolerance);
      }
    }
  });
}

TEST(LstmTargets, AgreeInSinglePrecision) { compare_targets<float>(1e-5); }

TEST(LstmTargets, AgreeInDoublePrecision) { compare_targets<double>(1e-13); }

}  // namespace
}  // namespace emovox::kernels
