// lstm_backward against the numeric Jacobian of lstm_forward in double: the derivative of every
// hidden value by every input and every weight, by central differences.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "kernels/lstm_problem.h"

namespace emovox::kernels {
namespace {

constexpr double kNudge = 1e-5;  // change of a parameter; the truncation error is its square
constexpr double kGradientTolerance = 1e-9;  // on derivatives of the order of 1

struct Parameter {
  const char* name;
  Padded<double>* values;
  Padded<double>* gradient;
};

std::vector<Parameter> parameters(Problem<double>& problem) {
  std::vector<Parameter> all = {{"x", &problem.x, &problem.dx},
                                {"input", &problem.input, &problem.dinput},
                                {"recurrent", &problem.recurrent, &problem.drecurrent},
                                {"bias", &problem.bias, &problem.dbias}};
  if (problem.options.peephole) {
    all.push_back({"peephole", &problem.peephole, &problem.dpeephole});
  }
  return all;
}

void clear(Padded<double>& matrix) {
  for (std::size_t row = 0; row < matrix.height(); ++row) {
    std::fill_n(&matrix.at(row, 0), matrix.width(), 0.0);
  }
}

std::vector<double> hidden_at(Problem<double>& problem, double& value, double to) {
  const double before = value;
  value = to;
  problem.forward();
  value = before;
  std::vector<double> h;
  for (std::size_t row = 0; row < problem.h.height(); ++row) {
    for (std::size_t j = 0; j < problem.h.width(); ++j) h.push_back(problem.h.at(row, j));
  }
  return h;
}

// The derivatives of every hidden value by one parameter.
std::vector<double> numeric_column(Problem<double>& problem, double& value) {
  std::vector<double> up = hidden_at(problem, value, value + kNudge);
  const std::vector<double> down = hidden_at(problem, value, value - kNudge);
  for (std::size_t k = 0; k < up.size(); ++k) up[k] = (up[k] - down[k]) / (2 * kNudge);
  return up;
}

// The derivatives of one hidden value by every parameter.
std::vector<double> analytic_row(Problem<double>& problem, std::size_t output) {
  clear(problem.dh);
  problem.dh.at(output / problem.dh.width(), output % problem.dh.width()) = 1;
  for (const Parameter& parameter : parameters(problem)) clear(*parameter.gradient);
  problem.backward();
  std::vector<double> row;
  for (const Parameter& parameter : parameters(problem)) {
    for (std::size_t r = 0; r < parameter.gradient->height(); ++r) {
      for (std::size_t c = 0; c < parameter.gradient->width(); ++c) {
        row.push_back(parameter.gradient->at(r, c));
      }
    }
  }
  return row;
}

void expect_jacobian(Problem<double> problem) {
  problem.forward();
  std::vector<std::vector<double>> rows;
  for (std::size_t output = 0; output < problem.batch.rows() * problem.h.width(); ++output) {
    rows.push_back(analytic_row(problem, output));
  }
  std::size_t column = 0;
  for (const Parameter& parameter : parameters(problem)) {
    for (std::size_t r = 0; r < parameter.values->height(); ++r) {
      for (std::size_t c = 0; c < parameter.values->width(); ++c, ++column) {
        const auto numeric = numeric_column(problem, parameter.values->at(r, c));
        for (std::size_t output = 0; output < rows.size(); ++output) {
          ASSERT_NEAR(rows[output][column], numeric[output], kGradientTolerance)
              << parameter.name << "[" << r << "," << c << "], output " << output;
        }
      }
    }
  }
  EXPECT_EQ(column, rows.front().size());
}

struct Kind {
  bool peephole;
  Direction direction;
};

class LstmGradient : public ::testing::TestWithParam<Kind> {};

TEST_P(LstmGradient, EqualsTheNumericJacobian) {
  for (const std::vector<std::size_t>& lengths :
       {std::vector<std::size_t>{4, 1, 6, 2}, {5}, {3, 3}}) {
    expect_jacobian(Problem<double>({.shape = {2, 3},
                                     .lengths = lengths,
                                     .peephole = GetParam().peephole,
                                     .direction = GetParam().direction}));
  }
}

INSTANTIATE_TEST_SUITE_P(BothCellsBothDirections, LstmGradient,
                         ::testing::Values(Kind{true, Direction::forward},
                                           Kind{true, Direction::backward},
                                           Kind{false, Direction::forward},
                                           Kind{false, Direction::backward}),
                         [](const auto& test) {
                           const Kind kind = test.param;
                           return std::string(kind.peephole ? "peephole" : "plain") +
                                  (kind.direction == Direction::forward ? "_forward" : "_backward");
                         });

}  // namespace
}  // namespace emovox::kernels
