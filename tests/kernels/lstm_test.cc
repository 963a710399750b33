// The kernels against the scalar oracle: both cells, both directions, both precisions, ragged
// lengths, widths around the vector sizes, matrices surrounded by NaN, each instruction set of this
// machine.
#include "kernels/lstm.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <random>
#include <string>

#include "emovox/error.h"
#include "kernels/every_target.h"
#include "kernels/lstm_problem.h"

namespace emovox::kernels {
namespace {

std::string name(const ProblemOptions& o) {
  return "H " + std::to_string(o.shape.hidden_size) + ", I " + std::to_string(o.shape.input_size) +
         (o.peephole ? ", peephole" : ", plain") +
         (o.direction == Direction::forward ? ", forward" : ", backward");
}

// Compares both passes with the oracle. The gradients start at other values than 0, because the
// kernels add to them.
template <class T>
void expect_oracle(ProblemOptions options, double tolerance) {
  SCOPED_TRACE(name(options));
  options.already = 0.25;
  Problem<T> problem(options);
  problem.forward();
  problem.backward();
  const Answer answer = oracle_answer(problem);
  EXPECT_LE(hidden_error(problem, answer), tolerance);
  EXPECT_LE(gradient_error(problem, answer), 10 * tolerance);
  EXPECT_TRUE(intact(problem));
}

template <class Body>
void for_every_kind(ProblemOptions options, const Body& body) {
  for (const bool peephole : {true, false}) {
    for (const Direction direction : {Direction::forward, Direction::backward}) {
      options.peephole = peephole;
      options.direction = direction;
      body(options);
    }
  }
}

void expect_oracle_at_every_width() {
  for (const std::size_t hidden : {1, 3, 7, 8, 9, 15, 16, 17, 33, 64, 80, 150}) {
    for (const std::size_t input : {1, 5, 64}) {
      for_every_kind({.shape = {input, hidden}}, [](const ProblemOptions& options) {
        expect_oracle<float>(options, 2e-6);
        expect_oracle<double>(options, 1e-13);
      });
    }
  }
}

TEST(Lstm, MatchesTheOracleOnEveryInstructionSet) {
  for_every_target(expect_oracle_at_every_width);
}

TEST(Lstm, MatchesTheOracleForAllLengths) {
  const std::vector<std::vector<std::size_t>> batches = {
      {1}, {40}, {1, 1, 1}, {6, 6, 6, 6}, {1, 2, 3, 4, 5, 6}, {30, 1, 29, 2, 2, 17, 30}};
  for (const auto& lengths : batches) {
    for_every_kind({.shape = {5, 9}, .lengths = lengths}, [](const ProblemOptions& options) {
      expect_oracle<float>(options, 3e-6);
      expect_oracle<double>(options, 1e-13);
    });
  }
}

TEST(Lstm, InferenceMatchesTraining) {
  for_every_kind({.shape = {5, 9}}, [](const ProblemOptions& options) {
    SCOPED_TRACE(name(options));
    Problem<float> problem(options);
    problem.forward();
    Padded<float> h(problem.batch.rows(), 9, 2);
    LstmForward<float> pass = problem.forward_pass(false);
    pass.h = h.rows();
    lstm_forward<float>(std::array{pass}, problem.batch, {}, problem.workspace);
    for (std::size_t row = 0; row < problem.batch.rows(); ++row) {
      for (std::size_t j = 0; j < 9; ++j) EXPECT_EQ(h.at(row, j), problem.h.at(row, j));
    }
    EXPECT_TRUE(h.intact());
  });
}

TEST(Lstm, OmitsTheInputGradientUnlessRequested) {
  Problem<float> problem({.shape = {5, 9}}), whole({.shape = {5, 9}});
  problem.forward();
  problem.backward(false);
  whole.forward();
  whole.backward();
  EXPECT_EQ(problem.dx.at(0, 0), 0);
  EXPECT_NE(whole.dx.at(0, 0), 0);
  EXPECT_EQ(problem.dinput.at(3, 2), whole.dinput.at(3, 2));
  EXPECT_EQ(problem.drecurrent.at(3, 2), whole.drecurrent.at(3, 2));
}

TEST(Lstm, AnUtteranceDoesNotDependOnOtherUtterances) {
  for_every_kind({.shape = {5, 9}, .lengths = {9, 4, 2}}, [](const ProblemOptions& options) {
    SCOPED_TRACE(name(options));
    Problem<double> problem(options), changed(options);
    for (const std::size_t rank : {0, 2}) {
      for (std::size_t t = 0; t < problem.batch.length(rank); ++t) {
        changed.x.at(changed.batch.row(rank, t), 0) += 1;
      }
    }
    problem.forward();
    changed.forward();
    for (std::size_t t = 0; t < 4; ++t) {
      const std::size_t row = problem.batch.row(1, t);
      for (std::size_t j = 0; j < 9; ++j) EXPECT_EQ(problem.h.at(row, j), changed.h.at(row, j));
    }
    EXPECT_NE(problem.h.at(0, 0), changed.h.at(0, 0));
  });
}

TEST(Lstm, AcceptsAnEmptyBatch) {
  Problem<float> problem({.shape = {5, 9}, .lengths = {}});
  EXPECT_NO_THROW(problem.forward());
  EXPECT_NO_THROW(problem.backward());
}

TEST(Lstm, RefusesInvalidShapes) {
  Problem<float> problem({.shape = {5, 9}});
  EXPECT_THROW(problem.backward(), Error) << "no cache yet";
  problem.forward();
  const auto refuses_forward = [&](const auto& spoil) {
    LstmForward<float> pass = problem.forward_pass(true);
    spoil(pass);
    EXPECT_THROW(lstm_forward<float>(std::array{pass}, problem.batch, {}, problem.workspace),
                 Error);
  };
  refuses_forward([](auto& pass) { pass.shape.input_size = 0; });
  refuses_forward([](auto& pass) { pass.x.stride = 4; });
  refuses_forward([](auto& pass) { pass.h.data = nullptr; });
  const auto refuses_backward = [&](const auto& spoil) {
    LstmBackward<float> pass = problem.backward_pass(true);
    spoil(pass);
    EXPECT_THROW(lstm_backward<float>(std::array{pass}, problem.batch, {}, problem.workspace),
                 Error);
  };
  refuses_backward([](auto& pass) { pass.gradients.peephole = nullptr; });
  refuses_backward([](auto& pass) { pass.cache = nullptr; });
  refuses_backward([](auto& pass) { pass.dh.stride = 8; });
  refuses_backward([](auto& pass) { pass.dx.stride = 4; });
}

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
